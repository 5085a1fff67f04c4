import type { Baseline } from '../baseline.ts';
import { readCells } from '../row-cells.ts';
import type { MultivariateSection } from '../sections/multivariate.ts';
import type { Sketch } from '../stored-sketch.ts';
import { judgeDomain } from './domain-classifier.ts';
import { domainLimit } from './domain-noise.ts';
import { judgeOutliers } from './judge-outliers.ts';
import { judgeReconstruction } from './judge-reconstruction.ts';

export interface MultivariateRule {
  readonly windowDays: number;
  readonly minimumRows: number;
  /** Columns whose values are not captured. */
  readonly masked: readonly string[];
}

/**
 * What a window's rows say as wholes, beside what each feature says: it is reported and does not alarm.
 * @param window sum of the sketches of the window
 * @returns undefined for a version whose baseline knows nothing of rows as wholes, and for a window with too few rows
 */
export function judgeMultivariate(
  baseline: Baseline,
  window: Sketch,
  { windowDays, minimumRows, masked }: MultivariateRule,
): MultivariateSection | undefined {
  const { rowScores = [], sample = [], withoutRowScores } = baseline;
  if (window.rows < Math.max(1, minimumRows)) return undefined;
  if (withoutRowScores !== undefined) return { notJudged: withoutRowScores };
  const scored = rowScores.flatMap((score, at) => {
    const { scorer } = score;
    const counts = window.scores?.[at];
    // Other kinds of scores are judged by those who defined them.
    return counts !== undefined &&
      (scorer.kind === 'reconstruction-error' || scorer.kind === 'outlier-distance')
      ? [{ score, counts, columns: scorer.columns }]
      : [];
  });
  if (scored.length === 0) return undefined;
  const hidden = baseline.features.map(({ name }) => masked.includes(name));
  if (scored.some(({ columns }) => columns.some((column) => hidden[column])))
    return { notJudged: 'masked-since-training' };
  const sections: MultivariateSection = {};
  for (const { score, counts } of scored) {
    const reconstruction = judgeReconstruction(score, counts, windowDays);
    if (reconstruction !== undefined) sections.reconstruction = reconstruction;
    const outliers = judgeOutliers(score, counts);
    if (outliers !== undefined) sections.outliers = outliers;
  }
  const names = baseline.features.map(({ name }) => name);
  const limit = domainLimit(baseline.domainNoise, windowDays);
  const rows = (lines: readonly string[]) => lines.map((line) => cellsOf(line, names.length));
  const sampled = window.sample?.rows.map(({ cells }) => cells) ?? [];
  if (sampled.length > 0) sections.domain = judgeDomain(rows(sample), rows(sampled), { names, limit });
  const scoredRows = scored[0]?.counts.counts.reduce((sum, count) => sum + count, 0) ?? 0;
  return {
    ...sections,
    coverage: { rows: window.rows, scored: scoredRows, sampledFrom: window.sample?.of ?? 0 },
  };
}

function cellsOf(line: string, columns: number): Float64Array {
  const values = new Float64Array(columns).fill(Number.NaN);
  readCells(line, values);
  return values;
}
