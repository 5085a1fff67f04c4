import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AWS_NAME_LIMITS, AWS_NAME_PATTERN, awsName, type NamedKind } from '#core/registry/aws-name';

const SAGEMAKER_PATTERN = /^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/;
const kinds = Object.keys(AWS_NAME_LIMITS) as NamedKind[];
const anyText = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('a', 'A', '-', ' ', ':', '/', 'é', '0'), maxLength: 80 }),
);

test('B-17 fits every service whatever the text', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.array(anyText, { maxLength: 6 }), (kind, parts) => {
      const name = awsName(kind, parts);
      expect(name).toMatch(AWS_NAME_PATTERN);
      expect(name).toMatch(SAGEMAKER_PATTERN);
      expect(name.length).toBeLessThanOrEqual(AWS_NAME_LIMITS[kind]);
    }),
    { seed: 17, numRuns: 2000 },
  );
});

test('B-17 gives 100,000 different inputs 100,000 different names', () => {
  const names = new Set<string>();
  const pieces = ['a-b', 'A b', 'a:b', 'a_b', 'ä', 'x'.repeat(200), '', '-', 'a', 'b-'];
  for (let index = 0; index < 100_000; index += 1) {
    const digits = Array.from(
      { length: 5 },
      (_, place) => pieces[Math.floor(index / 10 ** place) % 10] ?? '',
    );
    names.add(awsName('tuning-job', digits));
  }
  expect(names.size).toBe(100_000);
});

test('B-17 tells apart parts that read the same once joined, and identities', () => {
  const names = [
    awsName('model', ['a', 'b-c']),
    awsName('model', ['a-b', 'c']),
    awsName('model', ['a', 'b', 'c']),
    awsName('model', ['A', 'b', 'c']),
    awsName('model', ['a', 'b'], ['c']),
    awsName('model', ['a', 'b'], ['d']),
  ];
  expect(new Set(names).size).toBe(names.length);
});

test('keeps the readable part, and is the same for the same input', () => {
  const name = awsName('training-job', ['gyre', 'dev', 'air-time', 'Attempt 2']);
  expect(name).toMatch(/^gyre-dev-air-time-attempt-2-[0-9a-f]{12}$/);
  expect(awsName('training-job', ['gyre', 'dev', 'air-time', 'Attempt 2'])).toBe(name);
});
