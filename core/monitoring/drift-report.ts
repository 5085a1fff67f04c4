import type { Baseline, BaselineColumn } from './baseline.ts';
import type { DriftWindow } from './due-work.ts';
import { featureDivergences } from './feature-divergences.ts';
import { type DriftVerdict, METHOD_VERSION } from './judge-drift.ts';
import type { Sketch } from './stored-sketch.ts';
import type { FeatureVerdict, WindowReport } from './window-report.ts';

export interface JudgedWindow extends DriftWindow {
  readonly asOf: string;
  readonly version: number;
  readonly revision: number;
  /** Sketches that were merged. */
  readonly objects: number;
  readonly rows: Sketch;
  /** Where it is known: what was asked in the time of the window, and captured. */
  readonly requests?: Pick<WindowReport['coverage'], 'answeredRequests' | 'capturedRequests'>;
}

/** What a report may carry beside the verdict; what does not apply is absent. */
export type ReportSections = Pick<
  WindowReport,
  'season' | 'multivariate' | 'estimate' | 'attribution' | 'history' | 'policy'
>;

/** The report of a drift window, as it is stored. */
export function driftReport(
  window: JudgedWindow,
  baseline: Baseline,
  verdict: DriftVerdict,
  sections: ReportSections = {},
): WindowReport {
  const { version, revision, asOf, rows } = window;
  return {
    ...{ model: baseline.model, version, kind: 'drift', asOf, revision },
    ...{ windowStart: window.start, windowEnd: window.end },
    status: verdict.status,
    reason: reasonOf(verdict, window.requests?.answeredRequests),
    rows: rows.rows,
    referenceRows: baseline.rows,
    coverage: { objects: window.objects, ...rows.coverage, liveRows: rows.rows, ...window.requests },
    features: describe(verdict.features, baseline, rows),
    ...(verdict.prediction === undefined
      ? {}
      : { prediction: withDivergences(verdict.prediction, baseline.prediction, rows.prediction) }),
    ...sections,
    baseline: {
      contestId: baseline.contestId,
      trainStart: baseline.trainStart,
      trainEnd: baseline.trainEnd,
    },
    methodVersion: METHOD_VERSION,
  };
}

/** Silence of the capture is not silence of the callers. */
function reasonOf({ status, reason }: DriftVerdict, answered = 0): string {
  return status === 'no-data' && answered > 0 ? `none of ${answered} answered requests was captured` : reason;
}

/** Distances are for reading; nobody reads those of ten thousand features, and they cost about a millisecond each. */
const MOST_DESCRIBED = 100;

function describe(features: readonly FeatureVerdict[], baseline: Baseline, rows: Sketch): FeatureVerdict[] {
  const places = new Map(baseline.features.map(({ name }, index) => [name, index]));
  const urgent = features
    .toSorted((a, b) => b.psi / b.threshold - a.psi / a.threshold)
    .slice(0, MOST_DESCRIBED);
  const described = new Set(urgent);
  return features.map((feature) => {
    const place = places.get(feature.feature) ?? -1;
    const [column, counts] = [baseline.features[place], rows.features[place]];
    if (column === undefined || counts === undefined || !described.has(feature)) return feature;
    return withDivergences(feature, column, counts);
  });
}

function withDivergences(
  feature: FeatureVerdict,
  column: BaselineColumn,
  counts: readonly number[],
): FeatureVerdict {
  return { ...feature, divergences: [...featureDivergences(column, counts)] };
}
