import type { CompiledModel } from '#core/config/compiled-model';
import { BINARY_METRICS, REGRESSION_METRICS } from '#core/config/problem';
import type { Baseline } from '#core/monitoring/baseline';
import { fitConfidenceModel } from '#core/monitoring/estimate/fit-confidence-model';
import { fitLossModel } from '#core/monitoring/estimate/loss-model/fit-loss-model';
import { lossScorer } from '#core/monitoring/estimate/loss-model/loss-model';
import { type RowScore, rowScoreOf } from '#core/monitoring/row-scores/row-score';
import { indexBlocks } from '#core/training/evaluation-table';
import type { Scores } from '#core/training/read-scores';
import type { ObjectRef, ObjectStore } from '#ports/object-store';
import { readColumns } from './read-columns.ts';

/** What a baseline keeps so that quality can be estimated before there are labels: one of the two, or nothing. */
export interface FittedEstimate {
  readonly confidence?: NonNullable<Baseline['confidence']>;
  readonly rowScores: readonly RowScore[];
}

/** Learns from the version's answers to its hold-out how well it will do on rows that are like some of them. */
export async function fitEstimate(
  store: ObjectStore,
  staged: (path: string) => ObjectRef,
  facts: {
    readonly model: CompiledModel;
    readonly contestId: string;
    readonly scores: Scores;
    readonly prediction: Baseline['prediction'];
    /** The hold-out in the model's own columns, below the contest's folder. */
    readonly holdout: string;
  },
): Promise<FittedEstimate> {
  const { model, contestId: seed, prediction } = facts;
  const { predictions, labels } = facts.scores;
  const names = (await store.readText(staged('blocks/blocks.csv'))).trimEnd().split('\n');
  const { blockOfRow } = indexBlocks(names);
  const { metric } = model.evaluation;
  const binary = BINARY_METRICS.find((name) => name === metric);
  if (binary !== undefined) {
    const known = { scores: predictions, labels, blockOfRow };
    const confidence = fitConfidenceModel(known, { metric: binary, bins: prediction.bins, seed });
    return { ...(confidence === undefined ? {} : { confidence }), rowScores: [] };
  }
  const regression = REGRESSION_METRICS.find((name) => name === metric);
  if (regression === undefined) return { rowScores: [] };
  // The row's number comes first, then its label.
  const columns = await readColumns(await store.read(staged(`${facts.holdout}/rows.csv`)), {
    columns: model.features.length + 1,
    rows: labels.length,
  });
  const features = columns.slice(1).map((column, index) =>
    // Captures do not hold what is masked, so that trees must not ask for it.
    model.serving.mask.includes(model.features[index] ?? '') ? column.map(() => Number.NaN) : column,
  );
  const scorer = fitLossModel({ features, predictions, labels, blockOfRow }, { metric: regression, seed });
  if (scorer === undefined) return { rowScores: [] };
  const score = lossScorer(scorer);
  const values = new Float64Array(features.length);
  const expected = Float64Array.from(predictions, (answer, row) => {
    features.forEach((column, at) => {
      values[at] = column[row] ?? Number.NaN;
    });
    return score(values, answer);
  });
  return { rowScores: [rowScoreOf({ name: scorer.kind, scorer, scores: expected, days: [] })] };
}
