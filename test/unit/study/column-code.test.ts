import { expect, test } from 'vitest';
import { categoryCode, isMissing, isText, numberCode } from '#study/data/column-code';

test.each(['', ' ', 'NaN', 'null', 'None', 'NA'])('%j is missing', (cell) => {
  expect([isMissing(cell), isText(cell)]).toEqual([true, false]);
  expect(numberCode(cell)).toBeNaN();
});

test.each([
  ['1', 1],
  [' -2.5e3 ', -2500],
  ['inf', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])('%j is a number', (cell, value) => {
  expect([isMissing(cell), isText(cell), numberCode(cell)]).toEqual([false, false, value]);
});

test.each(['red', '1,5', 'True', '2024-01-01', '__proto__'])('%j is a text', (cell) => {
  expect([isMissing(cell), isText(cell)]).toEqual([false, true]);
});

test('texts become ranks by frequency, equals by name; what training never had comes after all', () => {
  const code = categoryCode(
    new Map([
      ['b', 5],
      ['__proto__', 1],
      ['a', 5],
    ]),
  );
  expect(['a', 'b', '__proto__', 'constructor', 'c', ''].map(code)).toEqual([0, 1, 2, 3, 3, Number.NaN]);
});
