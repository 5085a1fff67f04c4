import type { AttributionSection } from '../sections/attribution.ts';
import { rankAgreement } from './rank-agreement.ts';

/** Fewer rows leave the order of the lesser features to chance. */
export const FEWEST_ROWS = 50;

/**
 * Do the answers still hang on what they hung on when the version was released? By the agreement of the two
 * rankings, weighted by what led then; a bar of 0.9 is what the field uses.
 *
 * @param before importances by feature over the sample of training rows, >= 0
 * @param now    the same over a sample of the window
 * @param rows   of the smaller sample
 */
export function judgeAttribution(
  features: readonly string[],
  before: readonly number[],
  now: readonly number[],
  facts: { readonly rows: number; readonly threshold: number },
): AttributionSection {
  const [sharesBefore, sharesNow] = [sharesOf(before), sharesOf(now)];
  const [ranksBefore, ranksNow] = [ranksOf(before), ranksOf(now)];
  const ndcg = rankAgreement(sharesBefore, sharesNow);
  const isKnown = facts.rows >= FEWEST_ROWS && sum(before) > 0 && sum(now) > 0;
  return {
    ndcg,
    threshold: facts.threshold,
    status: !isKnown ? 'inconclusive' : ndcg < facts.threshold ? 'moved' : 'kept',
    rows: facts.rows,
    features: features
      .map((feature, index) => ({
        feature,
        before: sharesBefore[index] ?? 0,
        now: sharesNow[index] ?? 0,
        rankBefore: ranksBefore[index] ?? 1,
        rankNow: ranksNow[index] ?? 1,
      }))
      .sort((a, b) => a.rankBefore - b.rankBefore),
  };
}

function sharesOf(importances: readonly number[]): number[] {
  const all = sum(importances);
  return importances.map((own) => (all === 0 ? 0 : own / all));
}

/** 1 for the largest; equal ones in the order of the features, so that no two share a rank. */
function ranksOf(importances: readonly number[]): number[] {
  const order = importances.map((_, index) => index);
  order.sort((a, b) => (importances[b] ?? 0) - (importances[a] ?? 0) || a - b);
  const ranks = new Array<number>(importances.length).fill(0);
  order.forEach((index, place) => {
    ranks[index] = place + 1;
  });
  return ranks;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
