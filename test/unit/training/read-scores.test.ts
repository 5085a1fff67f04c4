import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BadScoresError } from '#core/training/errors';
import { readScores, requireSameLabels } from '#core/training/read-scores';

const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const scores = fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 50 });
const lines = (rows: readonly (readonly [number, number])[]) =>
  rows.map(([label, prediction], row) => `${row + 1},${label},${prediction}`);

test('reads back what was scored, with and without a last newline', () => {
  fc.assert(
    fc.property(scores, fc.boolean(), (rows, isEnded) => {
      const read = readScores(lines(rows).join('\n') + (isEnded ? '\n' : ''), rows.length, 'key');
      // -0 is written as 0.
      expect([...read.labels]).toEqual(rows.map(([label]) => Number(String(label))));
      expect([...read.predictions]).toEqual(rows.map(([, prediction]) => Number(String(prediction))));
    }),
  );
});

test('a line that is missing, double or in another place is found', () => {
  fc.assert(
    fc.property(scores, fc.nat(), fc.constantFrom('missing', 'double', 'swapped'), (rows, seed, how) => {
      const all = lines(rows);
      const at = seed % all.length;
      const other = (at + 1) % all.length;
      fc.pre(how !== 'swapped' || all.length > 1);
      const damaged =
        how === 'missing'
          ? all.toSpliced(at, 1)
          : how === 'double'
            ? all.toSpliced(at, 0, all[at]!)
            : all.with(at, all[other]!).with(other, all[at]!);
      expect(() => readScores(damaged.join('\n'), rows.length, 'key')).toThrow(BadScoresError);
    }),
  );
});

test.each([
  ['an empty object', ''],
  ['a header', 'id,label,prediction\n1,1,1'],
  ['ids from 0', '0,1,1\n1,1,1'],
  ['no prediction', '1,1\n2,1'],
  ['two predictions', '1,1,0.5,0.5\n2,1,0.5,0.5'],
  ['an empty line in between', '1,1,1\n\n2,1,1'],
  ['JSON', '[1,2]'],
])('refuses %s', (_, text) => {
  expect(() => readScores(text, 2, 'key')).toThrow(BadScoresError);
});

test.each(['nan', 'NaN', '', ' ', 'None', 'null', '[0.5]', 'inf'])(
  'C-07 the prediction %j is no number, which is kept and loses',
  (text) => {
    expect(readScores(`1,1,${text}`, 1, 'key').predictions[0]).toBeNaN();
  },
);

test('the error says which line of which object, and no value of it', () => {
  expect(() => readScores('1,7777,8888\n3,7777,8888', 2, 'air-time/ct-1/rows.csv.out')).toThrow(
    expect.objectContaining({
      facts: expect.objectContaining({
        where: 'air-time/ct-1/rows.csv.out',
        received: expect.not.stringContaining('7777') as unknown,
      }) as unknown,
    }),
  );
});

test('contenders that were asked about other rows are not compared', () => {
  const labels = Float64Array.of(1, Number.NaN, 3);
  expect(() => requireSameLabels(labels.slice(), labels, 'key')).not.toThrow();
  expect(() => requireSameLabels(Float64Array.of(1, 2, 3), labels, 'key')).toThrow(BadScoresError);
  expect(() => requireSameLabels(Float64Array.of(1, Number.NaN, 4), labels, 'key')).toThrow(BadScoresError);
});
