import { compileRowScorer, type RowScorer } from './row-scorer.ts';
import type { ScoreRow } from './score-row.ts';

interface ScoredBaseline {
  readonly rowScores?: readonly { readonly scorer: RowScorer }[];
}

/** Scorers of the baselines that are in memory; a baseline does not change. */
const known = new WeakMap<ScoredBaseline, readonly ScoreRow[]>();

/** The scorers of a baseline as functions, in its order, made once a baseline. */
export function compiledScores(baseline: ScoredBaseline): readonly ScoreRow[] {
  const found = known.get(baseline);
  if (found !== undefined) return found;
  const scores = (baseline.rowScores ?? []).map(({ scorer }) => compileRowScorer(scorer));
  known.set(baseline, scores);
  return scores;
}
