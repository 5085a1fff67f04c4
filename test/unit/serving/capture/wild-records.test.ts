/** Records as they are found in capture buckets, each named for what is special about it. */
import { describe, expect, test } from 'vitest';
import { csvCells } from '#core/serving/capture/csv-cells';
import type { CaptureTerms } from '#core/serving/capture/capture-terms';
import { featureValue } from '#core/monitoring/reference-bins';
import { captureDecoder, captureLine, decodeCaptureLine } from '#core/serving/capture-record';
import { nativeLine, type Side } from './support/shapes.ts';

const TERMS: CaptureTerms = { features: ['distance', 'stops'], key: ['id'], eventTime: 'at' };
const CSV: Side = { observedContentType: 'text/csv', mode: 'INPUT', data: '1,2\n3,4\n', encoding: 'CSV' };
const ANSWER: Side = { observedContentType: 'text/csv', mode: 'OUTPUT', data: '10\n20\n', encoding: 'CSV' };
const json = (data: string, type: string | null = 'application/json'): Side => ({
  ...{ observedContentType: type, data, encoding: 'JSON' },
});
const base64 = (data: string | Buffer, type: string | null = 'application/json'): Side => ({
  ...{ observedContentType: type, data: Buffer.from(data).toString('base64'), encoding: 'BASE64' },
});
const decode = (input: unknown, output: unknown, metadata = {}, terms = TERMS) => {
  const decoded = captureDecoder(terms)(nativeLine(input, output, metadata));
  return 'bad' in decoded ? decoded.bad : decoded.record;
};

describe('requests and answers of endpoints that others built', () => {
  test.each<[string, unknown, unknown, readonly string[], readonly string[]]>([
    // Model Monitor stops at the next two: it wants one encoding for both sides, and no type that it was not told of.
    [
      'CSV is asked and JSON answered',
      CSV,
      json('{"predictions": [{"score": 0.5, "predicted_label": 1}, {"score": 0.25, "predicted_label": 0}]}'),
      ['1,2', '3,4'],
      ['0.5', '0.25'],
    ],
    [
      'columns of JSON are asked, and BASE64 of a page is answered',
      json('{"distance": [1.0, 3.0], "stops": [2.0, 4.0]}'),
      base64('{"value": [10, 20]}', 'text/html; charset=utf-8'),
      ['1.0,2.0', '3.0,4.0'],
      ['10', '20'],
    ],
    [
      'a type with a parameter, which SageMaker keeps as BASE64',
      base64('1,2\n3,4\n', 'text/csv; charset=utf-8'),
      ANSWER,
      ['1,2', '3,4'],
      ['10', '20'],
    ],
    [
      'everything as BASE64, since no types were listed',
      base64('1,2\n3,4', 'text/csv'),
      base64('10\n20\n', 'text/csv'),
      ['1,2', '3,4'],
      ['10', '20'],
    ],
    ['no content type: CSV', { data: '1,2\n3,4\n', encoding: 'CSV' }, ANSWER, ['1,2', '3,4'], ['10', '20']],
    [
      'no content type: BASE64 of JSON',
      base64('[[1,2],[3,4]]', null),
      base64('[10,20]', null),
      ['1,2', '3,4'],
      ['10', '20'],
    ],
    [
      'a type that was listed as CSV by its owner',
      { ...CSV, observedContentType: 'application/vnd.rows' },
      ANSWER,
      ['1,2', '3,4'],
      ['10', '20'],
    ],
    [
      'a type in capitals, an encoding in small letters',
      { ...CSV, observedContentType: 'TEXT/CSV', encoding: 'csv' },
      ANSWER,
      ['1,2', '3,4'],
      ['10', '20'],
    ],
    [
      'all answers in one line, as the XGBoost container gives them',
      CSV,
      { ...ANSWER, data: '10,20' },
      ['1,2', '3,4'],
      ['10', '20'],
    ],
    [
      'JSON that the container labels CSV',
      CSV,
      { ...ANSWER, data: '[10, 20]' },
      ['1,2', '3,4'],
      ['10', '20'],
    ],
    ['lists in a list of lists', CSV, json('[[10.5, 20.5]]'), ['1,2', '3,4'], ['10.5', '20.5']],
    [
      'labels beside probabilities',
      CSV,
      json('{"predictions":[1,0],"probabilities":[0.8,0.1]}'),
      ['1,2', '3,4'],
      ['1', '0'],
    ],
    [
      'one row of many classes: the first',
      { ...CSV, data: '1,2' },
      json('{"predictions":[{"score":[0.1,0.9]}]}'),
      ['1,2'],
      ['0.1'],
    ],
    [
      'one value for one name, as API gateways map them',
      json('{"instances":[{"distance":[1],"stops":[2]}]}'),
      json('[5]'),
      ['1,2'],
      ['5'],
    ],
    [
      'a name that is missing, and one that nobody knows',
      json('[{"stops":2,"driver":"x"}]'),
      json('[5]'),
      [',2'],
      ['5'],
    ],
    [
      'empty lines between rows and at the end',
      { ...CSV, data: '1,2\r\n\r\n3,4\r\n\r\n' },
      { ...ANSWER, data: '10\n20\n\n' },
      ['1,2', '3,4'],
      ['10', '20'],
    ],
    ['a byte order mark', { ...CSV, data: '\ufeff1,2' }, json('\ufeff[5]'), ['1,2'], ['5']],
    ['a cell with an inch sign', { ...CSV, data: '5",1\n6",2\n' }, ANSWER, ['5",1', '6",2'], ['10', '20']],
    [
      'floats of Python that JSON has no numbers for',
      json('[[NaN, 2], [3, -Infinity]]'),
      json('[NaN, 20]'),
      ['NaN,2', '3,-Infinity'],
      ['NaN', '20'],
    ],
    ['nothing at all', { ...CSV, data: '' }, { ...ANSWER, data: '' }, [], []],
    ['no rows in JSON', json('{"instances":[]}'), json('{"predictions":[]}'), [], []],
  ])('F-05 %s', (_, input, output, inputs, outputs) => {
    expect(decode(input, output)).toMatchObject({ inputs, outputs });
  });

  test('F-05 numbered columns are not taken for a header', () => {
    const input = { ...CSV, data: '0,1\n3,4\n' };
    expect(decode(input, ANSWER, {}, { features: ['0', '1'] })).toMatchObject({ inputs: ['0,1', '3,4'] });
  });

  test.each<[string, CaptureTerms['answerColumn'], string]>([
    ['the first column', undefined, '0.1'],
    ['a position', 1, '0.9'],
    ['a name that a list does not have: the first', 'p', '0.1'],
  ])('of several columns of an answer: %s', (_, answerColumn, expected) => {
    const terms = { ...TERMS, ...(answerColumn === undefined ? {} : { answerColumn }) };
    for (const side of [
      { ...ANSWER, data: '0.1,0.9' },
      json('{"predictions":[[0.1,0.9]]}'),
      json('[0.1,0.9]'),
    ])
      expect(decode({ ...CSV, data: '1,2' }, side, {}, terms)).toMatchObject({ outputs: [expected] });
  });

  test('of several names of an answer the one that is declared', () => {
    const terms = { ...TERMS, answerColumn: 'probabilities' };
    const sides = [
      json('{"predictions":[1,0],"probabilities":[0.8,0.1]}'),
      {
        ...ANSWER,
        observedContentType: 'text/csv;header=present',
        data: 'label,probabilities\n1,0.8\n0,0.1\n',
      },
      json('{"predictions":[{"score":3,"probabilities":0.8},{"score":3,"probabilities":0.1}]}'),
    ];
    for (const side of sides) expect(decode(CSV, side, {}, terms)).toMatchObject({ outputs: ['0.8', '0.1'] });
  });
});

describe('a model with one feature', () => {
  const terms = { features: ['distance'] };
  test.each<[string, unknown, unknown, readonly string[]]>([
    [
      'an empty line is a missing value',
      { ...CSV, data: '1\n\n3\n' },
      { ...ANSWER, data: '10\n20\n30\n' },
      ['1', '', '3'],
    ],
    ['but not where there are fewer answers', { ...CSV, data: '1\n3\n\n' }, ANSWER, ['1', '3']],
    ['a list is a column', json('{"instances":[1,3]}'), ANSWER, ['1', '3']],
    ['and so are lists of one', json('[[1],[3]]'), ANSWER, ['1', '3']],
    ['a value a line', json('1\n3\n', 'application/jsonlines'), ANSWER, ['1', '3']],
  ])('F-05 %s', (_, input, output, inputs) => {
    expect(decode(input, output, {}, terms)).toMatchObject({ inputs });
  });
});

test.each<[string, string, number]>([
  ['1e400', '1e400', Infinity],
  ['-1e400', '-1e400', -Infinity],
  ['-0', '-0', -0],
  ['1E5', '1E5', 100_000],
  ['1.0', '1.0', 1],
  ['9007199254740993', '9007199254740993', 9_007_199_254_740_992],
  ['1e-400', '1e-400', 0],
  ['true', 'true', NaN],
  ['false', 'false', NaN],
  ['null', '', NaN],
  ['""', '', NaN],
  ['"12.5"', '12.5', 12.5],
  ['"many"', 'many', NaN],
  ['NaN', 'NaN', NaN],
  ['Infinity', 'Infinity', Infinity],
])('F-05 %s in JSON is the cell %j, as a number %d', (written, text, value) => {
  const record = decode(json(`[[${written}, 2]]`), json('[5]'));
  if (typeof record === 'string') throw new Error(record);
  const [cell = '?'] = csvCells(record.inputs[0] ?? '');
  expect([cell, featureValue(cell)]).toEqual([text, value]);
});

describe('ids and times of rows', () => {
  const INPUTS = [
    json(
      '[{"id":"r1","at":"2024-04-01T10:00:00Z","distance":1,"stops":2},{"id":"r2","at":null,"distance":3,"stops":4}]',
    ),
    { ...CSV, data: 'at,id,stops,distance\n2024-04-01T10:00:00Z,r1,2,1\n,r2,4,3\n' },
  ];
  test.each(INPUTS)('F-05 are the ones that a row names like the dataset: $encoding', (input) => {
    const attributes = ['event-time=2024-04-02T00:00:00Z'];
    expect(decode(input, ANSWER, { customAttributes: attributes })).toMatchObject({
      ...{ inputs: ['1,2', '3,4'], rowIds: ['r1', 'r2'] },
      eventTimes: ['2024-04-01T10:00:00Z', '2024-04-02T00:00:00Z'],
    });
  });

  test.each<[string, unknown, string]>([
    ['an array', ['tenant=7', 'event-time=2024-04-02T00:00:00Z'], '2024-04-02T00:00:00Z'],
    ['a text', 'tenant=7; event-time=2024-04-02T00:00:00Z', '2024-04-02T00:00:00Z'],
    ['an object as text', ['{"event-time":"2024-04-02T00:00:00Z"}'], '2024-04-02T00:00:00Z'],
    ['an id of the caller', 'c000b4f9-df62-4c85-a0bf-7c525f9104a4', '2024-04-30T08:00:00Z'],
    ['a text that only begins like an object', ['{event-time'], '2024-04-30T08:00:00Z'],
    ['null', null, '2024-04-30T08:00:00Z'],
    ['absent', undefined, '2024-04-30T08:00:00Z'],
  ])('F-05 the time in custom attributes: %s', (_, customAttributes, time) => {
    expect(decode(CSV, ANSWER, { customAttributes })).toMatchObject({ eventTimes: [time, time] });
  });
});

describe('records that are not used', () => {
  const own = {
    eventId: 'e',
    inferenceId: 'e',
    inferenceTime: '2024-04-30T08:00:00Z',
    attributes: { purpose: 'live' },
  } as const;
  const answered = {
    ...own,
    inputs: ['1,2'],
    outputs: ['5'],
    rowIds: ['r'],
    eventTimes: ['2024-04-30T08:00:00Z'],
  };

  test('F-12 one of another version has its reason; without a version to ask for it is read', () => {
    const line = captureLine(answered, 2);
    expect(captureDecoder({ version: 1 })(line)).toEqual({ bad: 'other-version' });
    expect(captureDecoder({ version: 2 })(line)).toHaveProperty('record');
    expect(decodeCaptureLine(line)).toHaveProperty('record');
  });

  test.each<[string, unknown, unknown]>([
    ['input-not-captured', undefined, ANSWER],
    ['output-not-captured', CSV, null],
    ['unknown-encoding', { ...CSV, encoding: 'PARQUET' }, ANSWER],
    ['unknown-content-type', base64(Buffer.from([0x93, 0x4e, 0x55, 0x4d]), 'application/x-npy'), ANSWER],
    ['unknown-content-type', base64('1 1:0.5', 'text/libsvm'), ANSWER],
    ['payload-not-text', base64(Buffer.from([0x93, 0x4e, 0x00, 0xff]), 'application/octet-stream'), ANSWER],
    ['payload-not-text', { ...base64('1,2', 'text/csv'), data: 'MSwy*' }, ANSWER],
    ['payload-not-text', { ...base64('1,2', 'text/csv'), data: 'MSwyM' }, ANSWER],
    ['payload-not-json', json('{"instances": [[1,'), ANSWER],
    ['no-rows-in-input', json('{"text": "hello"}'), ANSWER],
    ['no-rows-in-input', json('[[1,2],{"keys":[1],"values":[1]}]'), ANSWER],
    ['no-rows-in-input', json('{"distance":[1,3],"stops":[2]}'), ANSWER],
    ['no-rows-in-input', json('[[1,[2]],[3,4]]'), ANSWER],
    ['no-rows-in-input', { ...CSV, data: 'id,distance,stops\nr1,1,2\nr2,3\n' }, ANSWER],
    ['no-answers-in-output', CSV, json('{"predictions":{}}')],
    ['answers-do-not-match-rows', CSV, json('{"predictions":[1]}')],
    ['answers-do-not-match-rows', CSV, json('5')],
    ['answers-do-not-match-rows', { ...CSV, data: '' }, ANSWER],
    ['answers-do-not-match-rows', json('[]'), json('[1]')],
    ['answers-do-not-match-rows', json('[]'), json('{"predictions":[1,2]}')],
    ['answers-do-not-match-rows', CSV, { ...ANSWER, data: '1,2,3' }],
    ['bad-event-time', json('[{"at":"soon","distance":1,"stops":2}]'), json('[5]')],
    ['wrong-shape', { ...CSV, data: { instances: [] } }, ANSWER],
  ])('F-05 have the reason %s', (reason, input, output) => {
    expect(decode(input, output)).toBe(reason);
  });

  test('F-05 objects cannot be read where the features are not known, lists can', () => {
    expect(decode(json('[{"distance":1,"stops":2}]'), json('[5]'), {}, {})).toBe('no-rows-in-input');
    expect(decode(json('[[1,2]]'), json('[5]'), {}, {})).toMatchObject({ inputs: ['1,2'] });
  });

  const SIZE = 300_000;
  test.each<[string, unknown, string]>([
    ['quotes in a text that never ends', json(`[NaN,"${'\\"'.repeat(SIZE)}`), 'payload-not-json'],
    ['the same, and half an escape', json(`[NaN,"${'\\"'.repeat(SIZE)}\\`), 'payload-not-json'],
    ['quotes over lines', { ...CSV, data: `"a\n${'b""c\n'.repeat(SIZE)}` }, 'answers-do-not-match-rows'],
    ['blanks before JSON', { ...CSV, data: ' '.repeat(SIZE) }, 'answers-do-not-match-rows'],
    ['padding of BASE64', { ...base64(''), data: '='.repeat(SIZE) }, 'payload-not-text'],
  ])('F-05 %s take no time', (_, input, reason) => {
    const before = process.cpuUsage();
    expect(decode(input, ANSWER)).toBe(reason);
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });

  test('F-05 a long column of one feature is as many rows', () => {
    const list = JSON.stringify(Array.from({ length: SIZE }, () => 1));
    expect(decode(json(list), json(list), {}, { features: ['distance'] })).toHaveProperty(
      'inputs.length',
      SIZE,
    );
  });

  test('F-05 nesting without end is no row, and no error', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(decode(json(deep), ANSWER)).toBe('payload-not-json');
    const wrapped = `${'{"data":'.repeat(50)}[1,2]${'}'.repeat(50)}`;
    expect(decode(json(wrapped), json('[5]'))).toBe('no-rows-in-input');
  });
});
