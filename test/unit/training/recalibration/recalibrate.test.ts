import { describe, expect, test } from 'vitest';
import { seededRandom } from '#core/random';
import { BadScoresError } from '#core/training/errors';
import { recalibrate } from '#core/training/recalibration/recalibrate';
import { recalibrationDocumentSchema } from '#core/training/recalibration/recalibration-document';
import { thresholdAdvice } from '#core/training/recalibration/threshold-advice';

const BLOCKS = 28;
const ROWS = 2800;

/** A champion whose log odds are thrice the truth's. */
function answers(seed: string) {
  const random = seededRandom(seed);
  const labels = new Float64Array(ROWS);
  const predictions = Float64Array.from({ length: ROWS }, (_, row) => {
    const odds = 3 * (random() - 0.5);
    labels[row] = random() < 1 / (1 + Math.exp(-odds)) ? 1 : 0;
    return 1 / (1 + Math.exp(-3 * odds));
  });
  return { labels, predictions };
}
const textOf = ({ labels, predictions }: ReturnType<typeof answers>) =>
  [...labels].map((label, row) => `${row + 1},${label},${predictions[row]}\n`).join('');

const before = answers('before');
const holdout = {
  ...answers('hold-out'),
  blockOfRow: Int32Array.from({ length: ROWS }, (_, row) => row % BLOCKS),
  blocks: Array.from({ length: BLOCKS }, (_, block) => `day ${block}`),
};
const costMatrix = { truePositive: 0, falsePositive: -1, trueNegative: 0, falseNegative: -4 };
const facts = {
  ...{ champion: 'v2', methods: ['platt', 'isotonic'] as const, metric: 'brier' as const, seed: 'ct-1' },
  gate: { threshold: 0.5, bootstrapDraws: 500, costMatrix },
};
const text = textOf(before);
const run = (change: Partial<typeof facts> = {}, rows = ROWS, own = text) =>
  recalibrate({ text: own, rows, where: 'scores.csv' }, holdout, { ...facts, ...change });

describe('curves and threshold of one champion', () => {
  test('stand under its name, with what they made of rows that they never saw', () => {
    const { contenders, document, excluded } = run();
    expect(excluded).toEqual([]);
    expect(contenders.map(({ contender, method }) => [contender, method])).toEqual([
      ['v2-platt', 'platt'],
      ['v2-isotonic', 'isotonic'],
    ]);
    const brier = (predictions: Float64Array) =>
      predictions.reduce((sum, p, row) => sum + (p - (holdout.labels[row] ?? 0)) ** 2, 0) / ROWS;
    for (const { predictions, fittedValue } of contenders) {
      expect(brier(predictions)).toBeLessThan(brier(holdout.predictions));
      expect(brier(predictions)).toBeCloseTo(fittedValue, 1);
    }
    expect(recalibrationDocumentSchema.parse(document)).toEqual(document);
  });

  test('do not know the hold-out: other outcomes there change no curve and no choice of threshold', () => {
    const other = { ...holdout, labels: holdout.labels.map((label) => 1 - label) };
    const again = recalibrate({ text, rows: ROWS, where: 'scores.csv' }, other, facts);
    expect(again.contenders.map((own) => own.text)).toEqual(run().contenders.map((own) => own.text));
    expect(again.document.threshold?.best).toBe(run().document.threshold?.best);
    expect(again.document.threshold?.difference).not.toEqual(run().document.threshold?.difference);
  });

  test('a missed yes that costs four wrong ones draws the line lower, and the page names the line to change', () => {
    const threshold = run().document.threshold!;
    expect(threshold.best).toBeLessThan(0.2);
    expect(threshold.difference.low).toBeGreaterThan(0);
    expect(threshold.difference.value).toBeCloseTo(threshold.atBest.value - threshold.atConfigured.value, 12);
    expect(thresholdAdvice(threshold)).toBe(`In model.yaml: evaluation.gate.threshold: ${threshold.best}`);
    const equal = { truePositive: 1, falsePositive: -1, trueNegative: 1, falseNegative: -1 };
    const kept = run({ gate: { ...facts.gate, costMatrix: equal } }).document.threshold!;
    expect(thresholdAdvice(kept)).toMatch(/leave evaluation.gate.threshold as it is|is the best one/);
  });

  test('the same texts give the same result; without a worth of rows there is no threshold', () => {
    expect(run()).toEqual(run());
    const gate = { threshold: 0.5, bootstrapDraws: 500 };
    const { document } = recalibrate({ text, rows: ROWS, where: 'k' }, holdout, { ...facts, gate });
    expect('threshold' in document).toBe(false);
  });

  test('what cannot be done is said, method by method', () => {
    const raw = textOf({ ...before, predictions: before.predictions.map((p) => 10 * p) });
    expect(run({}, ROWS, raw).excluded).toEqual([
      'platt: its answers are no probabilities',
      'isotonic: its answers are no probabilities',
    ]);
    expect(run({}, ROWS, text.replace(/^1,.*$/m, '1,0,nan')).excluded.at(-1)).toBe(
      'threshold: not all answers are numbers',
    );
    expect(() => run({}, ROWS + 1)).toThrow(BadScoresError);
  });
});
