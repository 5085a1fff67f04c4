import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { BadRequestError, RequestTooLargeError, UnsupportedMediaTypeError } from '#core/serving/errors';
import { MOST_BODY_BYTES, readBody } from '#core/serving/read-body';

const csv = (body: string) => readBody(body, 'text/csv', 'i-1');
const json = (value: unknown) => readBody(JSON.stringify(value), 'application/json', 'i-1');

const refusalOf = (read: () => unknown): BadRequestError => {
  try {
    read();
  } catch (error) {
    if (error instanceof BadRequestError) return error;
    throw error;
  }
  throw new Error('the body was taken');
};

describe('CSV', () => {
  const expected = {
    inferenceId: 'i-1',
    columns: ['a', 'b'],
    rows: [
      ['1', ''],
      ['', '4'],
    ],
  };

  it.each([
    ['with line feeds', 'a,b\n1,\n,4\n'],
    ['without the last one', 'a,b\n1,\n,4'],
    ['from Windows', 'a,b\r\n1,\r\n,4\r\n'],
    ['with a byte order mark', '\uFEFFa,b\n1,\n,4\n'],
    ['with quotes', '"a",b\r\n"1",\r\n"","4"\r\n'],
  ])('%s gives names and cells', (_, body) => {
    expect(csv(body)).toEqual(expected);
  });

  it('holds any cell in quotes', () => {
    const cell = fc.string({ unit: 'binary' });
    const quoted = (cells: readonly string[]) =>
      cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        expect(csv(['a,b', ...rows.map(quoted)].join('\n')).rows).toEqual(rows);
      }),
    );
  });

  it('keeps ragged rows for whoever tells their numbers', () => {
    expect(csv('a,b\n1\n"1",2,3').rows).toEqual([['1'], ['1', '2', '3']]);
  });

  it('with a quote that never closes cannot be read', () => {
    expect(() => csv('a,b\n"1,2\n')).toThrow(BadRequestError);
  });

  it('may be empty: then it has no rows', () => {
    expect(csv('').rows).toEqual([]);
  });
});

describe('JSON', () => {
  it('is matched by name; null is a missing value', () => {
    const rows = [
      { a: 1.5, b: null },
      { b: '4', a: -2e-7 },
    ];
    expect(json({ inferenceId: 'mine', rows })).toEqual({
      inferenceId: 'mine',
      columns: ['a', 'b'],
      rows: [
        ['1.5', ''],
        ['-2e-7', '4'],
      ],
    });
  });

  it.each([
    ['text that is not JSON', '{"rows":['],
    ['no rows', '{}'],
    ['an unknown field', '{"rows":[],"model":"x"}'],
    ['rows that are lists', '{"rows":[[1,2]]}'],
    ['a truth value', '{"rows":[{"a":true}]}'],
    ['an object in a cell', '{"rows":[{"a":{"b":1}}]}'],
    ['rows with other columns', '{"rows":[{"a":1},{"b":1}]}'],
    ['a row with a column more', '{"rows":[{"a":1},{"a":1,"b":1}]}'],
  ])('%s cannot be read', (_, body) => {
    expect(() => readBody(body, 'application/json; charset=utf-8', 'i')).toThrow(BadRequestError);
  });

  it('H-09 an answer to what cannot be read never repeats it', () => {
    for (const value of [{ rows: [{ a: { canary: 4711 } }] }, { rows: [], canary: '4711' }]) {
      const { message, facts } = refusalOf(() => json(value));
      expect(message + JSON.stringify(facts)).not.toContain('4711');
    }
  });
});

test.each(['', 'text/plain', 'application/x-npy', 'application/x-www-form-urlencoded'])(
  'H-04 content type %j is not read',
  (type) => {
    expect(() => readBody('a\n1\n', type, 'i')).toThrow(UnsupportedMediaTypeError);
  },
);

test('a body may be so large in bytes, and no larger', () => {
  expect(csv(`a\n${'1'.repeat(MOST_BODY_BYTES - 2)}`).rows).toHaveLength(1);
  expect(() => csv(`a\n${'1'.repeat(MOST_BODY_BYTES - 1)}`)).toThrow(RequestTooLargeError);
  expect(() => csv(`a\n${'é'.repeat(MOST_BODY_BYTES / 2)}`)).toThrow(RequestTooLargeError);
});

test.each([
  ['nothing', ''],
  ['65 characters', 'x'.repeat(65)],
  ['a blank', 'a b'],
  ['a line feed', 'a\nb'],
  ['an umlaut', 'ä'],
])('an inference id of %s is refused', (_, id) => {
  expect(() => readBody('a\n1\n', 'text/csv', id)).toThrow(BadRequestError);
  expect(() => json({ inferenceId: id, rows: [] })).toThrow(BadRequestError);
});
