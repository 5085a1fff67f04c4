import { expect, test } from 'vitest';
import { readCallOf } from '#core/engine/kernel/read-call';
import { categoryValues } from '#core/engine/sketch/category-sketch';
import type { WindowBins } from '#core/engine/sketch/window-sketch';
import { referenceBins } from '#core/monitoring/reference-bins';
import type { CaptureTerms } from '#core/serving/capture/capture-terms';
import { countBoth, expectSame } from './support/both-counters.ts';

const NUMBER = {
  kind: 'number',
  bins: referenceBins(Array.from({ length: 99 }, (_, at) => at / 7)),
} as const;
const BINS: WindowBins = {
  ...{ baseline: 'a baseline', predictions: [NUMBER] },
  features: [NUMBER, { kind: 'category', values: categoryValues(['a', 'b, c', 'é', 'true']) }, NUMBER],
};
const TIME = '2026-03-01T10:20:30Z';

/** @param output a body of JSON, or a line of CSV */
function line(at: number, input: string, output = '{"predictions":[0.5]}'): string {
  const side = (mode: string, data: string) => {
    const [type, encoding] = /^[[{]/.test(data) ? ['application/json', 'JSON'] : ['text/csv', 'CSV'];
    return { observedContentType: type, mode, data, encoding };
  };
  return JSON.stringify({
    captureData: { endpointInput: side('INPUT', input), endpointOutput: side('OUTPUT', output) },
    eventMetadata: { eventId: `e${at}`, inferenceTime: TIME },
    eventVersion: '0',
  });
}

/** Counts lines by both. How many did the kernel leave to the slow path? */
function count(lines: readonly string[], terms: CaptureTerms = {}) {
  let asked = 0;
  const readCall = (text: string) => {
    asked += 1;
    return readCallOf(terms)(text);
  };
  const { features: names } = terms;
  const both = countBoth([[Buffer.from(lines.join('\n'))]], {
    ...{ bins: BINS, readCall },
    ...(names === undefined ? {} : { names }),
  });
  expectSame(both);
  return { coverage: both[0].coverage, left: asked - lines.length };
}

const NAMES = { features: ['x', 'kind', 'y'] };

test.each([
  ['lists of values', {}, (cells: readonly string[]) => `{"instances":[[${cells.join(',')}]]}`],
  ['with blanks', {}, (cells: readonly string[]) => `{ "instances": [{"features": [${cells.join(', ')}]}]}`],
  ['objects by name', NAMES, ([x, kind, y]: readonly string[]) => `{"x":${x},"kind":${kind},"y":${y}}`],
])('one row of JSON: %s', (_, terms, body) => {
  const rows = [
    ...[
      ['1.50', '"a"', '2'],
      ['-0.25e1', '"b, c"', '1E+2'],
      ['0', '"unknown"', '"7"'],
      ['3', '"é"', '4'],
    ],
    ...[
      [' 5', 'null', '6'],
      ['null', '"a"', 'null'],
      ['12345678901234567890', 'true', 'false'],
      ['1', '" "', '2'],
    ],
  ];
  const { coverage, left } = count(
    rows.map((row, at) => line(at, body(row))),
    terms,
  );
  expect(coverage).toMatchObject({ records: 8, rows: 8 });
  // The first one, which is learned from, and the blank more.
  expect(left).toBe(2);
});

test('what is no value of JSON, or none that the kernel copies, is read by the slow path', () => {
  const odd = [
    '01',
    '.5',
    '1.',
    '1e',
    '-',
    '+1',
    'nul',
    'tru',
    '[1]',
    '{}',
    '"a\\"b"',
    '"\\u00e9"',
    '"a\\nb"',
    '""',
    '',
  ];
  const good = line(0, '{"instances":[[1,"a",2]]}');
  const lines = odd.map((value, at) => line(at + 1, `{"instances":[[1,${value},2]]}`));
  const { coverage, left } = count([good, ...lines]);
  expect(coverage.badRecords.get('payload-not-json')).toBe(9);
  // An empty text is one.
  expect(left).toBe(odd.length);
});

test('a list is learned from whatever is missing in it, an object where all is there', () => {
  const rows = [
    ['null', '"a"', 'null'],
    ['1', 'null', '2'],
    ['1', '"a"', '2'],
    ['null', 'null', '3'],
  ];
  const list = rows.map((cells, at) => line(at, `{"instances":[[${cells.join(',')}]]}`));
  expect(count(list).left).toBe(1);
  const named = rows.map(([x, kind, y], at) => line(at, `{"x":${x},"kind":${kind},"y":${y}}`));
  expect(count(named, NAMES).left).toBe(3);
});

test('rows of other lengths, several of them, and other names', () => {
  const bodies = [
    '[[1,"a",2]]',
    '[[1,"a"]]',
    '[[1,"a",2,3]]',
    '[[1,"a",2],[3,"a",4]]',
    '[]',
    '[[]]',
    '[[1,"a",2]]',
  ];
  count(bodies.map((body, at) => line(at, `{"instances":${body}}`, at % 2 === 0 ? '1\n' : '')));
  count(bodies.map((body, at) => line(at, `{"instances":${body}}`)));
  const objects = [
    '"x":1,"kind":"a","y":2',
    '"kind":"a","x":1,"y":2',
    '"x":1,"y":2',
    '"x":1,"kind":"a","y":2,"z":3',
  ];
  const { left } = count(
    [...objects, ...objects].map((body, at) => line(at, `{${body}}`)),
    NAMES,
  );
  expect(left).toBe(7);
});

test('the answer is told from other values of its body, in JSON as in CSV', () => {
  const outputs = [
    '{"score":0.5,"label":1}',
    '{"score":1,"label":1}',
    '{"score":null,"label":"b"}',
    '{"score":"x","label":0}',
  ];
  const rows = (at: number) => `[[${at},"a",2]]`;
  expect(count(outputs.map((output, at) => line(at, rows(at), output))).left).toBe(1);
  expect(count(['0.5', '0.25\n', '7'].map((output, at) => line(at, rows(at), output))).left).toBe(1);
  expect(count(['1,a,2', '3,a,4', '1,a,2\n3,a,4'].map((input, at) => line(at, input))).left).toBe(2);
});

test('a time that a row brings itself is that of the row', () => {
  const time = (hour: string) => `"2026-03-01T${hour}:00:00Z"`;
  for (const terms of [
    { ...NAMES, eventTime: 'kind' },
    { ...NAMES, eventTime: 'at' },
  ]) {
    const name = terms.eventTime;
    const rows = [JSON.stringify(TIME), 'null', time('12'), time('13'), 'null'].map((at) =>
      name === 'kind' ? `{"x":1,"kind":${at},"y":2}` : `{"x":1,"kind":"a","y":2,"at":${at}}`,
    );
    count(
      [...rows, ...rows].map((row, at) => line(at, row)),
      terms,
    );
  }
});
