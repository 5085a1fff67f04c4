import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import * as z from 'zod';
import { judgeAttribution } from '#core/monitoring/attribution/judge-attribution';
import {
  type Cells,
  importancesOf,
  permutationPlan,
} from '#core/monitoring/attribution/permutation-importance';
import { rankAgreement } from '#core/monitoring/attribution/rank-agreement';
import { shapleyPlan, shapleyValues } from '#core/monitoring/attribution/shapley-values';
import { seededRandom } from '#core/random';

const vectors = z
  .object({
    rankings: z.array(
      z.object({ gains: z.array(z.number()), scores: z.array(z.number()), expected: z.number() }),
    ),
    shapley: z.array(
      z.object({
        coefficients: z.array(z.number()),
        pairs: z.array(z.tuple([z.number(), z.number(), z.number()])),
        row: z.array(z.number()),
        background: z.array(z.array(z.number())),
        base: z.number(),
        values: z.array(z.number()),
      }),
    ),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../../reference/attribution/vectors.json', import.meta.url), 'utf8')),
  );

const numbersIn = (cells: Cells) => cells.map(Number);

describe('agreement of two rankings', () => {
  it.each(vectors.rankings)('is that of scikit-learn: $expected', ({ gains, scores, expected }) => {
    expect(Math.abs(rankAgreement(gains, scores) - expected)).toBeLessThan(1e-12);
  });

  it('is 1 for the same order, whatever the scale, and never above', () => {
    const importances = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(importances, importances, (gains, scores) => {
        const same = scores.concat(gains).slice(0, gains.length);
        expect(
          rankAgreement(
            gains,
            gains.map((gain) => gain * 3),
          ),
        ).toBeCloseTo(1, 12);
        expect(rankAgreement(gains, same)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });
});

describe('permutation importance', () => {
  const rows = Array.from({ length: 40 }, (_, row): Cells => [String(row), '7', String((row * 17) % 40)]);

  it('asks each row once as it is and once a feature with the value of another row', () => {
    const { asked } = permutationPlan(rows, seededRandom('a'));
    expect(asked).toHaveLength(160);
    expect(asked.slice(0, 40)).toEqual(rows);
    for (const [row, cells] of asked.slice(40, 80).entries()) {
      expect(cells[0]).not.toBe(rows[row]?.[0]);
      expect(cells.slice(1)).toEqual(rows[row]?.slice(1));
    }
  });

  it('is nothing for a feature that the model ignores, and for one that is constant', () => {
    const plan = permutationPlan(rows, seededRandom('b'));
    const answers = plan.asked.map((cells) => 5 * Number(cells[0]) + Number(cells[1]));
    const [first, second, third] = importancesOf(plan, answers);
    expect(first).toBeGreaterThan(10);
    expect([second, third]).toEqual([0, 0]);
  });
});

describe('Shapley values of one prediction', () => {
  it.each(vectors.shapley)('come near the exact ones: $values', (vector) => {
    const { coefficients, pairs, row, background } = vector;
    const answer = (cells: Cells) => {
      const own = numbersIn(cells);
      const linear = own.reduce((all, cell, feature) => all + cell * (coefficients[feature] ?? 0), 0);
      return pairs.reduce((all, [a, b, weight]) => all + weight * (own[a] ?? 0) * (own[b] ?? 0), linear);
    };
    const cells = row.map(String);
    const plan = shapleyPlan(
      cells,
      background.map((own) => own.map(String)),
      4000,
      seededRandom('c'),
    );
    const { base, values } = shapleyValues(plan, plan.asked.map(answer));
    expect(base + values.reduce((all, value) => all + value, 0)).toBeCloseTo(answer(cells), 9);
    for (const [feature, value] of values.entries())
      expect(Math.abs(value - (vector.values[feature] ?? 0))).toBeLessThan(0.2);
  });

  it('are exact for a sum of features against one background row, with a single pair of walks', () => {
    const plan = shapleyPlan(['3', '5'], [['1', '1']], 2, seededRandom('d'));
    const { base, values } = shapleyValues(
      plan,
      plan.asked.map((cells) => Number(cells[0]) + 2 * Number(cells[1])),
    );
    expect({ base, values }).toEqual({ base: 3, values: [2, 8] });
  });
});

describe('attribution drift', () => {
  const names = ['distance', 'wind', 'hour'];
  const judge = (now: readonly number[], rows = 200) =>
    judgeAttribution(names, [8, 2, 1], now, { rows, threshold: 0.9 });

  test('the same order is kept, whatever the scale', () => {
    expect(judge([80, 20, 10])).toMatchObject({ status: 'kept', ndcg: 1 });
  });

  test('another leader is a move, and the features tell which', () => {
    const { status, features } = judge([1, 9, 3]);
    expect(status).toBe('moved');
    expect(features.map(({ feature, rankBefore, rankNow }) => [feature, rankBefore, rankNow])).toEqual([
      ['distance', 1, 3],
      ['wind', 2, 1],
      ['hour', 3, 2],
    ]);
  });

  test('F-09 few rows, or answers that hang on nothing, are inconclusive', () => {
    expect(judge([1, 9, 3], 49).status).toBe('inconclusive');
    expect(judge([0, 0, 0]).status).toBe('inconclusive');
  });
});
