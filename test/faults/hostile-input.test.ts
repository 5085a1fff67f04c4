import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { decodeCaptureLine } from '#core/serving/capture-record';
import { MOST_BODY_BYTES, readBody } from '#core/serving/read-body';

const DATASET = join(import.meta.dirname, '../fixtures/projects/two-models/datasets/trips/dataset.yaml');

/** Names that every object answers to. */
const INHERITED = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'];
const prototypeBefore = Object.getOwnPropertyNames(Object.prototype).sort();

/** JSON text with such names at any depth; text, since an object literal would lose `__proto__`. */
const hostileJson: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('1', 'null', '"x"', '{"polluted":true}'),
    fc.array(tie('value'), { maxLength: 3 }).map((values) => `[${values.join(',')}]`),
    fc
      .array(
        fc.tuple(fc.constantFrom(...INHERITED, 'rows', 'captureData', 'name', 'polluted'), tie('value')),
        {
          maxLength: 4,
        },
      )
      .map((entries) => `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`),
  ),
})).value;

describe('H-07 names that every object answers to', () => {
  afterEach(() => {
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(prototypeBefore);
    expect(({} as Readonly<Record<string, unknown>>)['polluted']).toBeUndefined();
    expect(([] as unknown as Readonly<Record<string, unknown>>)['polluted']).toBeUndefined();
  });

  test('in a request: refused or taken as names, never set', () => {
    fc.assert(
      fc.property(hostileJson, (value) => {
        const text = `{"rows":[{"distance":1,"__proto__":${value}}],"constructor":${value}}`;
        for (const body of [value, text]) {
          try {
            const { columns } = readBody(body, 'application/json', 'i');
            expect(columns.every((column) => typeof column === 'string')).toBe(true);
          } catch (error) {
            expect(error).toMatchObject({ code: expect.stringMatching(/^GYRE-6/) as string });
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('in a capture: a line is a record or bad with a reason', () => {
    fc.assert(
      fc.property(hostileJson, (value) => {
        const line = `{"captureData":${value},"eventMetadata":{"__proto__":${value}},"__proto__":{"polluted":true}}`;
        for (const text of [value, line]) expect(decodeCaptureLine(text)).toHaveProperty('bad');
      }),
      { numRuns: 3000 },
    );
  });

  test.each([...INHERITED, 'colour'])('%s as a key of a dataset is refused as unknown', (key) => {
    const good = readFileSync(DATASET, 'utf8');
    expect(datasetConfigSchema.safeParse(parse(good)).success).toBe(true);
    for (const bad of [
      `${good}\n${key}: { polluted: true }\n`,
      good.replace('{ name: trip,', `{ name: trip, ${key}: { polluted: true },`),
    ]) {
      expect(bad).not.toBe(good);
      expect(datasetConfigSchema.safeParse(parse(bad)).success).toBe(false);
    }
  });
});

describe('H-04 a request that would have to be deserialized', () => {
  const npy = Buffer.from("\x93NUMPY\x01\x00{'descr': '|O'}", 'latin1').toString('latin1');

  test.each([
    'application/x-npy',
    'application/x-npz',
    'application/octet-stream',
    'application/python-pickle',
    'application/x-recordio-protobuf',
    'text/csv+pickle',
    'application/jsonp',
    'text/x-libsvm',
    '',
  ])('as "%s" is refused by its type, before a byte of it is read', (contentType) => {
    for (const body of [npy, '{"rows":[]}', 'a\n1\n'])
      expect(() => readBody(body, contentType, 'i')).toThrow(
        expect.objectContaining({ name: 'UnsupportedMediaTypeError' }) as Error,
      );
  });

  test('bytes of an array under an allowed type are text that fits nothing, or a name of a column', () => {
    expect(() => readBody(npy, 'application/json', 'i')).toThrow(
      expect.objectContaining({ name: 'BadRequestError' }) as Error,
    );
    expect(readBody(npy, 'text/csv', 'i').rows).toEqual([]);
  });

  test('too large is told before it is parsed', () => {
    expect(() => readBody('x'.repeat(MOST_BODY_BYTES + 1), 'application/json', 'i')).toThrow(
      expect.objectContaining({ name: 'RequestTooLargeError' }) as Error,
    );
  });
});
