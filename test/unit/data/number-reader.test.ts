import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NumberReader } from '#core/engine/csv/number-reader';

/** What the contract takes for a number (core/data/check-row.ts). */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const INTEGER = /^[+-]?\d{1,15}$/;

const out = new Float64Array(1);
const reader = new NumberReader(out);

/** The number at the start of a text that ends with a comma, and where it ends. */
function read(kind: 'decimal' | 'integer', text: string): { value: number; end: number } {
  const bytes = new Uint8Array(text.length + 65);
  new TextEncoder().encodeInto(`${text},`, bytes);
  reader.look(bytes);
  const end = reader[kind](0, 0);
  return { value: end < 0 ? Number.NaN : (out[0] ?? 0), end };
}

function expectAsNumber(text: string): void {
  const { value, end } = read('decimal', text);
  const expected = NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
  if (expected === undefined) expect(end).not.toBe(text.length);
  else expect([text, value, end]).toEqual([text, expected, text.length]);
}

describe('a decimal number is the double that Number reads', () => {
  const digits = (most: number) => fc.array(fc.nat(9), { maxLength: most }).map((list) => list.join(''));
  const written = fc
    .tuple(
      fc.constantFrom('', '-', '+'),
      digits(20),
      fc.constantFrom('', '.'),
      digits(22),
      fc.integer({ min: -50, max: 50 }),
    )
    .map(([sign, whole, point, places, exponent]) => {
      const end = exponent % 3 === 0 ? `e${exponent}` : '';
      return `${sign}${whole}${point}${point === '' ? '' : places}${end}`;
    });
  test('however it is written', () => {
    fc.assert(fc.property(written, expectAsNumber), { numRuns: 20_000 });
  });
  test('for every double as JavaScript writes it', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String);
    const common = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(String);
    fc.assert(fc.property(fc.oneof(double, common), expectAsNumber), { numRuns: 20_000 });
  });
  test('in the middle between two doubles, and next to it', () => {
    for (let power = 53; power < 62; power += 1) {
      const middle = 2n ** BigInt(power) + 2n ** BigInt(power - 53);
      for (const text of [middle - 1n, middle, middle + 1n].map(String)) {
        for (const at of [1, 5, 10, text.length]) expectAsNumber(`${text.slice(0, at)}.${text.slice(at)}`);
        expectAsNumber(text);
      }
    }
  });
  test.each(['1e', '1e+', '.', '-', '', 'e5', '1..2', '1e400', '-1e400', '0x10', '1_000', 'NaN', ' 1', '1 '])(
    '%j is none',
    expectAsNumber,
  );
  test.each(['-0', '0', '00.50', '5.', '.5', '1E5', '0e999', '1e-400', '4.9e-324', '9007199254740993'])(
    '%j is one',
    expectAsNumber,
  );
});

test('an integer is the number that Number reads, up to 15 digits', () => {
  const text = fc
    .tuple(fc.constantFrom('', '-', '+'), fc.nat(17))
    .chain(([sign, length]) =>
      fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((list) => `${sign}${list.join('')}`),
    );
  fc.assert(
    fc.property(text, (integer) => {
      const { value, end } = read('integer', integer);
      if (INTEGER.test(integer)) expect([value, end]).toEqual([Number(integer), integer.length]);
      else expect(end).toBe(-1);
    }),
    { numRuns: 5000 },
  );
  expect(read('integer', '1.5').end).toBe(1);
  expect(Object.is(read('integer', '-0').value, -0)).toBe(true);
});
