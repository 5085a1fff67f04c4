import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { keyCells } from '#core/serving/labelled-line';
import { checkRequest, MOST_ROWS, type RequestRule } from '#core/serving/check-request';
import { BadRequestError, RequestTooLargeError } from '#core/serving/errors';

const NOW = '2024-05-10T06:30:00.000Z';

const dataset = datasetConfigSchema.parse({
  ...{ name: 'rides', owner: 'operations', key: ['city', 'id'], eventTime: 'at', labels: ['minutes'] },
  columns: [
    { name: 'city', type: 'string' },
    { name: 'id', type: 'string' },
    { name: 'at', type: 'timestamp' },
    { name: 'distance', type: 'number' },
    { name: 'seats', type: 'integer' },
    { name: 'shared', type: 'boolean' },
    { name: 'note', type: 'string' },
    { name: 'minutes', type: 'integer', nullable: true },
  ],
});

const rule: RequestRule = {
  ...{ dataset, features: ['seats', 'distance'], bucket: '1h', now: NOW },
  span: { from: '2024-05-10T05:30:00.000Z', to: '2024-05-10T06:35:00.000Z' },
};

/** Lines as a caller writes them, the first with the names. */
const check = (lines: readonly string[], change: Partial<RequestRule> = {}) => {
  const [columns = [], ...rows] = lines.map((line) => line.split(','));
  return checkRequest({ inferenceId: 'i-1', columns, rows }, { ...rule, ...change });
};

const refusal = (lines: readonly string[], change: Partial<RequestRule> = {}): BadRequestError => {
  try {
    check(lines, change);
  } catch (error) {
    if (error instanceof BadRequestError) return error;
    throw error;
  }
  throw new Error('the request was taken');
};

describe('a request that can be answered', () => {
  it('is put into the order of the model by name, without key, time and other columns', () => {
    const lines = [
      'note,distance,city,at,seats,id',
      'x,7.5,NYC,2024-05-10T06:00:00Z,2,a',
      'y,-1e3,LA,2024-05-10T06:59:59Z,,a',
    ];
    expect(check(lines, { span: 'any' })).toEqual({
      lines: ['2,7.5', ',-1e3'],
      rowIds: ['NYC\u001fa', 'LA\u001fa'],
      eventTimes: ['2024-05-10T06:00:00Z', '2024-05-10T06:59:59Z'],
      bucketStart: '2024-05-10T06',
    });
  });

  it('without key and time is known by its inference id and happens now', () => {
    expect(check(['distance,seats', '1,2', '3,4'])).toMatchObject({
      rowIds: ['i-1#0', 'i-1#1'],
      eventTimes: [NOW, NOW],
    });
  });

  it('brings text, truth values and times where features are of such types', () => {
    const features = ['shared', 'note'];
    expect(check(['note,shared', 'a b,true', ',false'], { features }).lines).toEqual(['true,a b', 'false,']);
  });

  it('has ids that lead back to its keys, whatever they hold', () => {
    const cell = fc.string({ minLength: 1, unit: 'binary' });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(cell, cell), { minLength: 1, selector: ([a, b]) => JSON.stringify([a, b]) }),
        (keys) => {
          const rows = keys.map(([city, id]) => [city, id, '1', '2']);
          const columns = ['city', 'id', 'distance', 'seats'];
          const { rowIds } = checkRequest({ inferenceId: 'i', columns, rows }, rule);
          expect(rowIds.map((id) => keyCells(id, 2))).toEqual(keys);
        },
      ),
    );
  });
});

test.each<[string, string[], string, string]>([
  ['no rows at all', [''], 'body', '0 rows'],
  ['a header alone', ['distance,seats'], 'body', '0 rows'],
  ['an unknown column', ['distance,seats,colour', '1,2,3'], 'columns', 'colour'],
  ['a name that objects inherit', ['distance,seats,__proto__', '1,2,3'], 'columns', '__proto__'],
  ['a label', ['distance,seats,minutes', '1,2,3'], 'columns', 'minutes'],
  ['a feature too few', ['distance', '1'], 'columns', 'no seats'],
  ['a column twice', ['distance,seats,seats', '1,2,3'], 'columns', 'seats'],
  ['half a key', ['distance,seats,id', '1,2,3'], 'columns', 'id'],
  ['an empty key', ['distance,seats,id,city', '1,2,3,NYC', '1,2,,NYC'], 'row 2', 'no key'],
  ['a key twice', ['distance,seats,id,city', '1,2,3,NYC', '1,2,3,NYC'], 'row 2', 'a key that stands before'],
  ['a row with a cell too few', ['distance,seats', '1,2', '3'], 'row 2', '1 cells'],
  ['a row with a cell too many', ['distance,seats', '1,2,3'], 'row 1', '3 cells'],
  [
    'text for a number',
    ['distance,seats', '1,2', 'secret,4'],
    'row 2, distance',
    '6 characters of another kind',
  ],
  ['no number', ['distance,seats', 'NaN,2'], 'row 1, distance', '3 characters of another kind'],
  ['a number without end', ['distance,seats', '1e999,2'], 'row 1, distance', '5 characters of another kind'],
  [
    'a day that is none',
    ['distance,seats,at', '1,2,2024-02-30T00:00:00Z'],
    'row 1, at',
    '2024-02-30T00:00:00Z',
  ],
  [
    'a local time',
    ['distance,seats,at', '1,2,2024-05-10T06:00:00+02:00'],
    'row 1, at',
    '2024-05-10T06:00:00+02:00',
  ],
  ['an empty time', ['distance,seats,at', '1,2,'], 'row 1, at', ''],
])('%s is refused with its place', (_, lines, where, received) => {
  const error = refusal(lines, { span: 'any' });
  expect(error.code).toBe('GYRE-601');
  expect(error.facts).toMatchObject({ where, received });
  expect(error.facts.allowed).not.toBe('');
  expect(error.facts.fix).not.toBe('');
});

test.each([
  ['boolean', 'shared', 'yes'],
  ['timestamp', 'at', 'yesterday'],
  ['string', 'note', 'a,b'],
  ['string', 'note', 'a\nb'],
])('a cell of type %s that a line for the model cannot hold is refused', (_, name, cell) => {
  const request = { inferenceId: 'i', columns: [name], rows: [[cell]] };
  expect(() => checkRequest(request, { ...rule, features: [name], span: 'any' })).toThrow(BadRequestError);
});

test('H-09 a refusal never repeats the value of a feature or key', () => {
  const header = 'distance,seats,id,city';
  for (const row of ['canary-4711,2,a,b', '1,canary-4711,a,b', '1,2,canary-4711,']) {
    const error = refusal([header, row]);
    expect(JSON.stringify([error.message, error.facts])).not.toContain('4711');
  }
});

test('more rows than a request may have are too large, as many as it may have are not', () => {
  const lines = (rows: number) => ['distance,seats', ...Array.from({ length: rows }, () => '1,2')];
  expect(check(lines(MOST_ROWS)).lines).toHaveLength(MOST_ROWS);
  expect(() => check(lines(MOST_ROWS + 1))).toThrow(RequestTooLargeError);
});

describe('F-10 event times', () => {
  const at = (...times: readonly string[]) => ['distance,seats,at', ...times.map((time) => `1,2,${time}`)];

  it.each(['2024-05-10T05:30:00Z', '2024-05-10T06:00:00Z', '2024-05-10T06:35:00Z'])('%s is live', (time) => {
    expect(check(at(time)).eventTimes).toEqual([time]);
  });

  it.each(['2024-05-10T05:29:59Z', '2024-05-10T06:35:01Z', '2013-04-01T00:00:00Z'])(
    '%s is a replay',
    (time) => {
      expect(refusal(at(time)).facts.fix).toContain('replays');
      expect(check(at(time), { span: 'any' }).eventTimes).toEqual([time]);
    },
  );

  it('of two buckets are two requests', () => {
    const times = at('2024-05-10T05:59:59.999Z', '2024-05-10T06:00:00Z');
    expect(refusal(times).message).toContain('bucket');
    expect(check(times, { bucket: '1d' }).bucketStart).toBe('2024-05-10T00');
  });
});
