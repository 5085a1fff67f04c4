import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '#core/random';
import {
  blockBootstrap,
  improvementPValue,
  percentileInterval,
  quantile,
} from '#core/training/block-bootstrap';
import { type EvaluationTable, indexBlocks } from '#core/training/evaluation-table';

interface Row {
  readonly label: number;
  readonly block: number;
  readonly a: number;
  readonly b: number;
}

const BLOCKS = ['b0', 'b1', 'b2', 'b3'];

function tableOf(rows: readonly Row[]): EvaluationTable {
  const column = (pick: (row: Row) => number) => Float64Array.from(rows, pick);
  return {
    labels: column(({ label }) => label),
    blockOfRow: Int32Array.from(rows, ({ block }) => block),
    blocks: BLOCKS,
    predictions: new Map([
      ['a', column(({ a }) => a)],
      ['b', column(({ b }) => b)],
    ]),
  };
}

const draw = (rows: readonly Row[], metric: 'rmse' | 'mae' | 'auc' | 'logLoss', seed = 's', draws = 40) =>
  blockBootstrap(tableOf(rows), metric, draws, seededRandom(seed));

const share = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100);
const rowsOf = fc.array(
  fc.record({ label: fc.constantFrom(0, 1), block: fc.constantFrom(0, 1, 2, 3), a: share, b: share }),
  { minLength: 8, maxLength: 60 },
);

describe.each(['rmse', 'mae', 'auc', 'logLoss'] as const)('%s', (metric) => {
  test('the order of rows does not matter', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const [straight, reversed] = [draw(rows, metric), draw(rows.toReversed(), metric)];
        for (const contender of ['a', 'b']) {
          const theirs = reversed.get(contender);
          straight.get(contender)?.forEach((value, index) => {
            if (Number.isNaN(value)) expect(theirs?.[index]).toBeNaN();
            else expect(theirs?.[index]).toBeCloseTo(value, 10);
          });
        }
      }),
      { numRuns: 50 },
    );
  });

  test('every draw is the metric of some rows: repeated whole blocks, the same for all contenders', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const same = rows.map((row) => ({ ...row, b: row.a }));
        const draws = draw(same, metric);
        expect(draws.get('b')).toEqual(draws.get('a'));
        const differences = (draws.get('a') ?? new Float64Array()).map(
          (value, at) => value - (draws.get('b')?.[at] ?? 0),
        );
        // Nobody is better than itself.
        expect(improvementPValue(differences)).toBe(1);
      }),
      { numRuns: 50 },
    );
  });
});

test('one block drawn over and over gives no spread', () => {
  const rows = [0.2, 0.4, 0.9].map((a) => ({ label: 1, block: 0, a, b: a }));
  const table = { ...tableOf(rows), blocks: ['only'] };
  const values = blockBootstrap(table, 'mae', 50, seededRandom('s')).get('a');
  expect(new Set(values).size).toBe(1);
});

test('rows of one block that agree do not narrow the interval', () => {
  // 4 blocks of 100 equal rows hold as much as 4 rows: the width must be that of 4, not of 400.
  const rows = Array.from({ length: 400 }, (_, row) => ({
    label: 0,
    block: row % 4,
    a: (row % 4) / 4,
    b: 0,
  }));
  const few = rows.slice(0, 4);
  const width = (of: readonly Row[]) => {
    const { low, high } = percentileInterval(draw(of, 'mae', 's', 2000).get('a') ?? new Float64Array(), 0.95);
    return high - low;
  };
  expect(width(rows)).toBeCloseTo(width(few), 12);
});

test('the interval of a mean covers it as often as it says', () => {
  let covered = 0;
  const rounds = 300;
  for (let round = 0; round < rounds; round += 1) {
    const random = seededRandom(`data ${round}`);
    const names = Array.from({ length: 60 }, (_, row) => String(row));
    const table: EvaluationTable = {
      ...indexBlocks(names),
      labels: new Float64Array(60),
      predictions: new Map([['a', Float64Array.from(names, () => random())]]),
    };
    const draws =
      blockBootstrap(table, 'mae', 400, seededRandom(`draws ${round}`)).get('a') ?? new Float64Array();
    const { low, high } = percentileInterval(draws, 0.95);
    if (low <= 0.5 && 0.5 <= high) covered += 1;
  }
  // 95 % give or take four standard errors.
  expect(covered / rounds).toBeGreaterThan(0.9);
  expect(covered / rounds).toBeLessThan(0.995);
});

test('the same seed gives the same draws, another seed others', () => {
  const rows = Array.from({ length: 20 }, (_, row) => ({
    label: row % 2,
    block: row % 4,
    a: row / 20,
    b: 0.5,
  }));
  expect(draw(rows, 'rmse')).toEqual(draw(rows, 'rmse'));
  expect(draw(rows, 'rmse', 'other')).not.toEqual(draw(rows, 'rmse'));
});

test('C-07 a NaN in a draw counts against the improvement and spoils the upper end', () => {
  expect(improvementPValue(Float64Array.of(-1, Number.NaN, -1))).toBe(0.5);
  expect(quantile(Float64Array.of(1, 2, Number.NaN).sort(), 0.975)).toBeNaN();
  expect(percentileInterval(Float64Array.of(Number.NaN), 0.95)).toEqual({
    low: Number.NaN,
    high: Number.NaN,
  });
});

test('blocks are numbered as they appear', () => {
  expect(indexBlocks(['x', 'y', 'x', '__proto__'])).toEqual({
    blockOfRow: Int32Array.of(0, 1, 0, 2),
    blocks: ['x', 'y', '__proto__'],
  });
});
