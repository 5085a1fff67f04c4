import { delongTest } from './delong.ts';
import { discordantRows, mcnemarTest } from './mcnemar.ts';

/** What tests that take rows as independent say of a contender and its opponent, beside the bootstrap of blocks. */
export interface PairTests {
  /** Of the AUCs, contender - opponent; two-sided. Null where there is no variance to answer by. */
  readonly delong: {
    readonly difference: number;
    readonly standardError: number;
    readonly pValue: number;
  } | null;
  /** Of the answers at the threshold; two-sided, mid-p. */
  readonly mcnemar: {
    /** Rows that the contender alone answers rightly. */
    readonly onlyContender: number;
    readonly onlyOpponent: number;
    readonly pValue: number;
  };
}

/**
 * DeLong's and McNemar's test of one contender against its opponent: evidence, not judged by the gate, since rows of one day
 * are alike. Where they say far more than the bootstrap of blocks, days differ more than rows do.
 * @param rows      labels 0 or 1; predictions of both on the same rows
 * @param threshold answers at or above it are yes
 * @returns undefined when a prediction is no number
 * @example pairTests({ labels: [0, 1], contender: [0, 1], opponent: [1, 1] }, 0.5).mcnemar.onlyContender // 1
 */
export function pairTests(
  rows: {
    readonly labels: ArrayLike<number>;
    readonly contender: Float64Array | readonly number[];
    readonly opponent: Float64Array | readonly number[];
  },
  threshold: number,
): PairTests | undefined {
  const { labels, contender, opponent } = rows;
  if (hasNaN(contender) || hasNaN(opponent)) return undefined;
  const comparison = delongTest({ labels, first: opponent, second: contender });
  const answers = (scores: ArrayLike<number>) =>
    Uint8Array.from(scores, (score) => (score >= threshold ? 1 : 0));
  const discordant = discordantRows(labels, answers(opponent), answers(contender));
  return {
    delong:
      comparison === undefined
        ? null
        : {
            difference: comparison.difference,
            standardError: comparison.standardError,
            pValue: comparison.pValue,
          },
    mcnemar: {
      onlyContender: discordant.onlySecond,
      onlyOpponent: discordant.onlyFirst,
      pValue: mcnemarTest(discordant).midPValue,
    },
  };
}

function hasNaN(scores: Iterable<number>): boolean {
  for (const score of scores) if (Number.isNaN(score)) return true;
  return false;
}
