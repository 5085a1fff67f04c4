import { differenceOfMeans, momentsOf } from './difference-of-means.ts';
import { FAIRNESS_LEVEL, type GroupedRows, type GroupFairness, largestGroup } from './group-fairness.ts';

/**
 * Do numbers that a model predicts treat groups alike? Each group is held against the largest one, with 95 % intervals (Welch):
 *
 * - mean-prediction: difference of the mean prediction;
 * - mean-error: difference of the mean of prediction - label, which tells whom the model over- or underrates.
 *
 * Means may differ for good reasons; errors that lean one way for one group rarely do. Rows count as independent.
 * @param rows predictions and labels in one unit; a label that is NaN counts for the prediction alone
 * @returns in the label's unit; null where a group has no such rows
 * @throws RangeError when lengths differ or a code names no group
 * @example errorFairness({ groupOfRow: [0, 0, 1], groups: ['a', 'b'], predictions: [1, 3, 5], labels: [1, 3, 4] }).groups[0].metrics.map((one) => one.value) // [3, 1]
 */
export function errorFairness({ groupOfRow, groups, predictions, labels }: GroupedRows): GroupFairness {
  if (predictions.length !== groupOfRow.length || labels.length !== groupOfRow.length)
    throw new RangeError(
      `${predictions.length} predictions and ${labels.length} labels for ${groupOfRow.length} rows`,
    );
  const values = groups.map(() => ({ predictions: [] as number[], errors: [] as number[] }));
  for (let row = 0; row < groupOfRow.length; row += 1) {
    const own = values[groupOfRow[row] ?? -1];
    if (own === undefined)
      throw new RangeError(`group ${groupOfRow[row]} of row ${row} is not one of ${groups.length}`);
    const [prediction, label] = [predictions[row] ?? Number.NaN, labels[row] ?? Number.NaN];
    if (Number.isNaN(prediction)) continue;
    own.predictions.push(prediction);
    if (!Number.isNaN(label)) own.errors.push(prediction - label);
  }
  const moments = values.map((own) => ({
    predictions: momentsOf(own.predictions),
    errors: momentsOf(own.errors),
  }));
  const reference = largestGroup(moments.map((own) => own.predictions.rows));
  const theirs = moments[reference];
  return {
    reference: groups[reference] ?? '',
    groups: moments.flatMap((own, group) => {
      if (group === reference || theirs === undefined) return [];
      const gap = (of: 'predictions' | 'errors') => differenceOfMeans(own[of], theirs[of], FAIRNESS_LEVEL);
      return [
        {
          ...{ group: groups[group] ?? '', rows: own.predictions.rows },
          metrics: [
            { metric: 'mean-prediction', ...gap('predictions') } as const,
            { metric: 'mean-error', ...gap('errors') } as const,
          ],
        },
      ];
    }),
  };
}
