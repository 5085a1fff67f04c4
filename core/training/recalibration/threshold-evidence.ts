import { seededRandom } from '../../random.ts';
import { blockBootstrap } from '../block-bootstrap.ts';
import { bootstrapInterval, bootstrapPValue, type Interval } from '../bootstrap-comparison.ts';
import { businessValue, type CostMatrix } from '../business-value.ts';
import { meanMetric } from '../metrics.ts';
import type { RowsByBlock } from './rows-by-block.ts';

type Shown = { readonly value: number } & Interval;

/** What a row of the hold-out is worth with the champion's answers drawn at two thresholds. */
export interface ThresholdEvidence {
  /** `evaluation.gate.threshold`. */
  readonly configured: number;
  /** Chosen on rows before the hold-out. */
  readonly best: number;
  readonly atConfigured: Shown;
  readonly atBest: Shown;
  /** At the best less at the configured one, with the one-sided p-value of "worth more". */
  readonly difference: Shown & { readonly pValue: number };
}

/**
 * Value of a row at two thresholds on the same rows, by a paired block bootstrap: the same draws of blocks for both.
 * The same rows and seed give the same figures.
 */
export function thresholdEvidence(
  rows: RowsByBlock,
  thresholds: { readonly configured: number; readonly best: number },
  facts: { readonly costs: CostMatrix; readonly draws: number; readonly seed: string },
): ThresholdEvidence {
  const { labels, predictions, blocks } = rows;
  const table = { ...rows, predictions: new Map([['champion', predictions]]) };
  const measured = (threshold: number) => {
    const worth = businessValue(facts.costs, threshold);
    const drawn = blockBootstrap(table, worth, facts.draws, seededRandom(facts.seed)).get('champion');
    return { value: meanMetric(worth, predictions, labels), drawn: drawn ?? new Float64Array() };
  };
  const [configured, best] = [measured(thresholds.configured), measured(thresholds.best)];
  const gains = best.drawn.map((value, draw) => value - (configured.drawn[draw] ?? Number.NaN));
  const count = blocks.length;
  const losses = gains.map((gain) => -gain);
  return {
    ...thresholds,
    atConfigured: { value: configured.value, ...bootstrapInterval(configured.drawn, count) },
    atBest: { value: best.value, ...bootstrapInterval(best.drawn, count) },
    difference: {
      value: best.value - configured.value,
      ...bootstrapInterval(gains, count),
      pValue: bootstrapPValue(losses, count),
    },
  };
}
