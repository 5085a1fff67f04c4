import { expect, test } from 'vitest';
import { bridgeFormSurvival } from '#core/monitoring/divergence/bridge-form-tail';
import { chiSquareSurvival } from '#core/statistics/chi-square-survival';
import { relativeError } from './support/vectors.ts';

test.each([1, 2, 3, 8])('two bins leave a chi-square law with as many degrees as copies: %i', (copies) => {
  for (const x of [1e-6, 0.01, 0.3, 1, 4, 30, 120]) {
    const form = { shares: [0.2, 0.8], diagonal: [1], offDiagonal: [], copies };
    expect(relativeError(bridgeFormSurvival(x, form), chiSquareSurvival(x / 0.16, copies))).toBeLessThan(
      1e-9,
    );
  }
});

test.each([
  // The limit of many bins; critical values as printed by Anderson and Darling (1952), and theirs of 1954.
  ['Cramér-von Mises', (h: number) => h, [0.3473, 0.46136, 0.74346, 1.16786], 1e-4],
  ['Anderson-Darling', (h: number, at: number) => h / (at * (1 - at)), [1.933, 2.492, 3.878], 5e-3],
])('many bins leave the law of %s', (_, weight, critical, bound) => {
  const bins = 4000;
  const shares = new Array<number>(bins).fill(1 / bins);
  const diagonal = shares.slice(1).map((share, edge) => weight(share, (edge + 1) / bins));
  const form = { shares, diagonal, offDiagonal: new Array<number>(bins - 2).fill(0), copies: 1 };
  critical.forEach((x, index) =>
    expect(relativeError(bridgeFormSurvival(x, form), [0.1, 0.05, 0.01, 0.001][index] ?? 0)).toBeLessThan(
      bound,
    ),
  );
});

test('0 is certain, and what cannot be told from 0 is 0', () => {
  const form = { shares: [0.3, 0.3, 0.4], diagonal: [0.4, 0.4], offDiagonal: [0.05], copies: 2 };
  expect(bridgeFormSurvival(0, form)).toBe(1);
  expect(bridgeFormSurvival(1e-12, form)).toBeCloseTo(1, 9);
  expect(bridgeFormSurvival(1e6, form)).toBe(0);
});

test('falls with x, over the whole range of doubles', () => {
  const shares = [0.9, 0.05, 0.02, 0.02, 0.009, 0.001];
  const form = { shares, diagonal: [3, 2, 1, 4, 2], offDiagonal: [0.5, 0.2, 0, 0.9], copies: 1 };
  let before = 1;
  for (let x = 1e-6; x < 200; x *= 1.3) {
    const tail = bridgeFormSurvival(x, form);
    expect(tail).toBeLessThanOrEqual(before + 1e-10);
    before = tail;
  }
});
