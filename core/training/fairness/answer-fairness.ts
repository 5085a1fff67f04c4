import { differenceOfShares, type Share } from './difference-of-shares.ts';
import {
  FAIRNESS_LEVEL,
  type GroupedRows,
  type GroupFairness,
  type GroupGap,
  largestGroup,
} from './group-fairness.ts';
import { ratioOfShares } from './ratio-of-shares.ts';

/**
 * Do yes-or-no answers treat groups alike? A row is answered yes when its prediction is at or above the threshold. Each group
 * is held against the largest one, with 95 % intervals:
 *
 * - disparate-impact: ratio of the shares of yes (Katz);
 * - demographic-parity: difference of the shares of yes (this and the others: Newcombe);
 * - equal-opportunity: difference of the shares of yes among rows with label 1;
 * - false-positive-rate: the same among rows with label 0;
 * - false-negative-rate: difference of the shares of no among rows with label 1.
 *
 * The first two need no labels. Equal shares of yes and equal error rates exclude each other where the groups' true shares
 * differ: which of them matters is for people to say. Rows count as independent.
 * @param rows      predictions; labels 0, 1, or NaN where not known
 * @param threshold in the unit of the predictions
 * @returns null where a group has no such rows
 * @throws RangeError when lengths differ, a code names no group, or a label is something else
 * @example answerFairness({ groupOfRow: [0, 0, 1], groups: ['a', 'b'], predictions: [1, 0, 1], labels: [1, 0, 1] }, 0.5).reference // 'a'
 * @see Hardt, Price and Srebro (2016), Equality of opportunity in supervised learning; Feldman et al. (2015), Certifying and removing disparate impact
 */
export function answerFairness(rows: GroupedRows, threshold: number): GroupFairness {
  const counts = countAnswers(rows, threshold);
  const reference = largestGroup(counts.map(({ all }) => all.rows));
  const theirs = counts[reference];
  return {
    reference: rows.groups[reference] ?? '',
    groups: counts.flatMap((own, group) =>
      group === reference || theirs === undefined
        ? []
        : [{ group: rows.groups[group] ?? '', rows: own.all.rows, metrics: gaps(own, theirs) }],
    ),
  };
}

/** Answers of one group: yes of all rows, of those with label 1, of those with label 0. */
interface Answers {
  readonly all: Share;
  readonly positives: Share;
  readonly negatives: Share;
}

function gaps(own: Answers, theirs: Answers): readonly GroupGap[] {
  const no = ({ count, rows }: Share): Share => ({ count: rows - count, rows });
  const difference = (first: Share, second: Share) => differenceOfShares(first, second, FAIRNESS_LEVEL);
  return [
    { metric: 'disparate-impact', ...ratioOfShares(own.all, theirs.all, FAIRNESS_LEVEL) },
    { metric: 'demographic-parity', ...difference(own.all, theirs.all) },
    { metric: 'equal-opportunity', ...difference(own.positives, theirs.positives) },
    { metric: 'false-positive-rate', ...difference(own.negatives, theirs.negatives) },
    { metric: 'false-negative-rate', ...difference(no(own.positives), no(theirs.positives)) },
  ];
}

function countAnswers(grouped: GroupedRows, threshold: number): readonly Answers[] {
  const { groupOfRow, groups, predictions, labels } = grouped;
  if (predictions.length !== groupOfRow.length || labels.length !== groupOfRow.length)
    throw new RangeError(
      `${predictions.length} predictions and ${labels.length} labels for ${groupOfRow.length} rows`,
    );
  const empty = () => ({ count: 0, rows: 0 });
  const counts = groups.map(() => ({ all: empty(), positives: empty(), negatives: empty() }));
  for (let row = 0; row < groupOfRow.length; row += 1) {
    const own = counts[groupOfRow[row] ?? -1];
    if (own === undefined)
      throw new RangeError(`group ${groupOfRow[row]} of row ${row} is not one of ${groups.length}`);
    const [prediction, label] = [predictions[row] ?? Number.NaN, labels[row] ?? Number.NaN];
    if (label !== 0 && label !== 1 && !Number.isNaN(label))
      throw new RangeError(`label ${label} of row ${row} is not 0 or 1`);
    if (Number.isNaN(prediction)) continue;
    const shares = Number.isNaN(label) ? [own.all] : [own.all, label === 1 ? own.positives : own.negatives];
    for (const share of shares) {
      share.rows += 1;
      if (prediction >= threshold) share.count += 1;
    }
  }
  return counts;
}
