import type { Coverage } from './sketch.ts';

/** What a verdict is made by; a deployed model has the same in `monitoring.drift`, with the same defaults. */
export interface DriftPolicy {
  /** Fewer rows say nothing, from 1. Default: 500. */
  readonly minimumRows?: number;
  /** The least stability index that is drift, 0.05 or more, whatever the training rows say. Default: 0.25. */
  readonly minimumThreshold?: number;
  /** A window must lie so many times further from training than training's own stretches do, from 1. Default: 2. */
  readonly calibrationFactor?: number;
  /**
   * Length of the window in whole days: thresholds are calibrated on stretches of training of this length. Default:
   * told from the number of rows, as if every day had as many as one of training.
   */
  readonly windowDays?: number;
  /** Columns that are not compared. Default: none. */
  readonly ignore?: readonly string[];
}

/** One test of a column against its baseline. */
export interface ColumnTest {
  readonly test:
    | 'missing-share'
    | 'wilcoxon'
    | 'mood'
    | 'lower-tail-share'
    | 'upper-tail-share'
    | 'kolmogorov-smirnov'
    | 'largest-share'
    | 'chi-square'
    | 'new-value-share';
  readonly statistic: number;
  /** With its sign: down, narrower and fewer are negative. */
  readonly effect: number;
  /** Of the effect: 0.01 of a share is a percentage point; a log ratio is ln of the ratio of two spreads. */
  readonly unit: 'standard deviations' | 'log ratio' | 'share';
  /** Smaller effects are not called changed, however certain. */
  readonly floor: number;
  /** Two-sided, 0 to 1; not corrected for the number of tests. */
  readonly pValue: number;
}

/** How far window and training lie apart by one measure; it explains, and decides nothing. */
export interface ColumnDivergence {
  readonly name:
    | 'jensen-shannon'
    | 'hellinger'
    | 'wasserstein'
    | 'cramer-von-mises'
    | 'anderson-darling'
    | 'total-variation'
    | 'l-infinity'
    | 'g';
  /** 0 or more. Jensen-Shannon in bits, Wasserstein in standard deviations of training. */
  readonly value: number;
  /** What the value reads on average when nothing changed, with these rows and bins. */
  readonly expected?: number;
  /** Chance of a value as large when nothing changed. */
  readonly pValue?: number;
}

/** What a window says of one column. */
export interface ColumnVerdict {
  readonly column: string;
  /**
   * `drifted`: the stability index is at or above its threshold, which is what alarms. `changed`: the difference is no
   * chance and not tiny, and below the threshold. `inconclusive`: too few values to say.
   */
  readonly status: 'stable' | 'changed' | 'drifted' | 'inconclusive';
  /** Population stability index, 0 or more. */
  readonly psi: number;
  /** Calibrated on the training rows, never below the policy's least one. */
  readonly threshold: number;
  /** The largest index between stretches of the training rows themselves; 0 where they have no days. */
  readonly noise: number;
  /** What was compared for the threshold: stretches of the window's length, two halves of the days, or nothing. */
  readonly thresholdMethod: 'blocks' | 'halves' | 'none';
  /** The test that tells most of the difference; the next four are its figures, null where nothing was tested. */
  readonly test: ColumnTest['test'];
  readonly statistic: number | null;
  readonly effect?: number | null;
  readonly unit?: ColumnTest['unit'];
  readonly floor?: number;
  /** Of all tests of the column together, 0 to 1; null where nothing was tested. */
  readonly pValue: number | null;
  /** The same corrected for the number of columns: the share of false ones among those called changed is 5 % at most. */
  readonly adjustedPValue: number | null;
  /** Why there is no p-value. */
  readonly withoutTest?: 'constant' | 'no-values' | 'few-rows';
  readonly tests?: readonly ColumnTest[];
  readonly divergences?: readonly ColumnDivergence[];
  /** Rows with a value, in training and in the window. */
  readonly valueRows?: { readonly before: number; readonly now: number };
  /** Shares of rows without a value, 0 to 1. */
  readonly missingShareBefore: number;
  readonly missingShareNow: number;
  /** Where numbers went; `none` of categories. */
  readonly direction: 'up' | 'down' | 'mixed' | 'none';
  /** To the edge of a bin; null of categories, and without values. */
  readonly medianBefore: number | null;
  readonly medianNow: number | null;
  /** Shares of the some ten groups that the index is taken over, the missing rows last; each adds up to 1. */
  readonly shares?: { readonly before: readonly number[]; readonly now: readonly number[] };
}

export interface DriftVerdict {
  /** The worst of the columns; `inconclusive` with fewer rows than the policy asks for, `no-data` without any. */
  readonly status: 'stable' | 'changed' | 'drifted' | 'inconclusive' | 'no-data';
  /** One line of English for people. */
  readonly reason: string;
  /** Rows of the window, and of training. */
  readonly rows: number;
  readonly baselineRows: number;
  /** In the order of the baseline, without ignored ones; empty when nothing could be judged. */
  readonly columns: readonly ColumnVerdict[];
  /** Of the answers, where baseline and window have them: judged by itself, and no part of `status`. */
  readonly prediction?: ColumnVerdict;
  readonly coverage: Coverage;
  /** What was judged by, defaults included. */
  readonly policy: Required<DriftPolicy>;
  /** Raised when the same counts would get another verdict. */
  readonly methodVersion: string;
}
