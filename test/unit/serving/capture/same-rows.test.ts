import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCells } from '#core/serving/capture/csv-cells';
import { BAD_RECORDS } from '#core/serving/capture/bad-record';
import { captureDecoder } from '#core/serving/capture-record';
import { CaptureSketches } from '#core/monitoring/sketch-captures';
import { watchedBaseline } from '#test/unit/monitoring/support/watched';
import { type Cell, cellText, INPUT_SHAPES, nativeLine, OUTPUT_SHAPES, sideOf } from './support/shapes.ts';

const NAMES = ['distance', 'stops', 'data', 'weather, today'];
const CASES = 6000;

const number = fc.oneof(
  fc.stringMatching(/^-?(0|[1-9]\d{0,17})(\.\d{1,5})?([eE][+-]?\d{1,3})?$/),
  fc.constantFrom('-0', '1e400', '1E5', '9007199254740993', '1.0'),
);
const cell: fc.Arbitrary<Cell> = fc.oneof(
  { weight: 5, arbitrary: number.map((text) => ({ number: text })) },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z ,"#é]{1,5}$/).map((text) => ({ text })) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const sent = (columns: number) =>
  fc.record({ cells: fc.array(cell, { minLength: columns, maxLength: columns }), answer: number });
const call = fc.record({
  input: fc.constantFrom(...Object.keys(INPUT_SHAPES)),
  output: fc.constantFrom(...Object.keys(OUTPUT_SHAPES)),
  rows: fc
    .integer({ min: 2, max: NAMES.length })
    .chain((columns) => fc.array(sent(columns), { minLength: 1, maxLength: 4 })),
  isBase64: fc.tuple(fc.boolean(), fc.boolean()),
  hasMark: fc.boolean(),
  hasReturns: fc.boolean(),
});
type Call = typeof call extends fc.Arbitrary<infer Value> ? Value : never;

const namesOf = ({ rows }: Call) => NAMES.slice(0, rows[0]?.cells.length);

function lineOf(made: Call): string {
  const { input, output, rows, isBase64, hasMark, hasReturns } = made;
  const asSent = (body: { readonly type: string; readonly text: string }) => ({
    type: body.type,
    text: `${hasMark ? '\ufeff' : ''}${hasReturns ? body.text.replaceAll('\n', '\r\n') : body.text}`,
  });
  return nativeLine(
    sideOf(asSent(INPUT_SHAPES[input]!(rows, namesOf(made))), isBase64[0]),
    sideOf(asSent(OUTPUT_SHAPES[output]!(rows)), isBase64[1]),
  );
}

test('F-05 the same rows are the same cells and answers, whatever the shape of request and answer', () => {
  fc.assert(
    fc.property(call, (made) => {
      const decoded = captureDecoder({ features: namesOf(made) })(lineOf(made));
      if ('bad' in decoded) throw new Error(decoded.bad);
      const { inputs, outputs } = decoded.record;
      expect(inputs.map(csvCells)).toEqual(made.rows.map(({ cells }) => cells.map(cellText)));
      expect(outputs).toEqual(made.rows.map(({ answer }) => answer));
    }),
    { numRuns: CASES, seed: 1 },
  );
});

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.integer({ min: 0, max: 6 }),
  insert: fc.oneof(
    fc.constant(''),
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.constantFrom(
      '"',
      '\\"',
      '{',
      '[[',
      '}',
      'null',
      ',',
      '\\n',
      '\\u0000',
      '1e999',
      'NaN',
      '__proto__',
      '=',
    ),
  ),
});

test('F-05 a line that was damaged anywhere is a record or has a reason, and nothing throws', () => {
  const baseline = watchedBaseline();
  const [distance, stops] = baseline.features;
  if (distance === undefined || stops === undefined) throw new Error('two features are needed');
  const decode = captureDecoder({ features: NAMES.slice(0, 2), key: ['id'], eventTime: 'at' });
  const facts = { source: { bucket: 'b', key: 'k' }, bucket: '1d', hour: '2024-05-10T11' } as const;
  const sketches = new CaptureSketches(baseline, facts);
  let bad = 0;
  fc.assert(
    fc.property(call, fc.array(mutation, { minLength: 1, maxLength: 4 }), (made, mutations) => {
      let line = lineOf(made);
      for (const { at, cut, insert } of mutations) {
        const place = Math.floor(at * line.length);
        line = line.slice(0, place) + insert + line.slice(place + cut);
      }
      const decoded = decode(line);
      if ('bad' in decoded) {
        bad += 1;
        expect(BAD_RECORDS).toHaveProperty(decoded.bad);
      }
      sketches.add(decoded);
    }),
    { numRuns: CASES, seed: 2 },
  );
  sketches.finish();
  // Neither all nor none: the damage reaches every depth.
  expect(bad).toBeGreaterThan(CASES / 4);
  expect(bad).toBeLessThan(CASES);
});
