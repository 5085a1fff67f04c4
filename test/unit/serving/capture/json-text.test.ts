import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '#core/serving/capture/payload-json';

/** The same by the engine's own reader of JSON, which tells a reviver how a number was written. */
function asWritten(text: string): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown, context?: { readonly source?: string }) =>
      typeof value === 'number' ? context?.source : value,
    );
  } catch {
    return undefined;
  }
}

const number = fc.stringMatching(/^-?(0|[1-9]\d{0,17})(\.\d{1,5})?([eE][+-]?\d{1,3})?$/);
const name = fc.constantFrom('a', 'b', '1', '__proto__', 'toString', '\\u00e9\\n"');
const text = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    number,
    fc.constantFrom('true', 'false', 'null', '""'),
    fc.string({ unit: 'binary', maxLength: 4 }).map((one) => JSON.stringify(one)),
    fc.array(tie('value'), { maxLength: 4 }).map((values) => `[ ${values.join(' ,\n')}]`),
    fc
      .array(fc.tuple(name, tie('value')), { maxLength: 4 })
      .map((fields) => `{${fields.map(([key, value]) => `\t${JSON.stringify(key)} : ${value}`).join(',')} }`),
  ),
})).value;

test('F-05 JSON is read as the engine reads it, and numbers as they were written', () => {
  fc.assert(
    fc.property(text, fc.boolean(), fc.nat(), (made, isCut, at) => {
      const body = isCut ? made.slice(0, at % (made.length + 1)) : made;
      expect(parseJson(body)).toEqual(asWritten(body));
    }),
    { numRuns: 3000, seed: 8 },
  );
});

test('F-05 deep nesting is read as far as anybody nests', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  expect(parseJson(nested(100))).toEqual(JSON.parse(nested(100)));
  expect(parseJson(nested(102))).toBeUndefined();
  expect(parseJson(`${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}`)).toBeUndefined();
});
