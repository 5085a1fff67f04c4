import type { CompiledModel } from '#core/config/compiled-model';
import type { QualityVerdict } from '#core/monitoring/judge-quality';
import { policyOf } from '#core/monitoring/report-policy';
import type { WindowReport } from '#core/monitoring/window-report';
import type { Champion } from '../../common/read-champion.ts';

/** Raised when the same rows would get another verdict. */
const METHOD_VERSION = '2';

export interface ReportFacts {
  readonly asOf: string;
  readonly day: string;
  readonly verdict: QualityVerdict;
  readonly sections: Pick<WindowReport, 'maturity' | 'concept' | 'bias'>;
}

export function qualityReport(
  model: CompiledModel,
  { version }: Champion,
  { asOf, day, verdict, sections }: ReportFacts,
): WindowReport {
  const { quality } = verdict;
  return {
    ...{ model: model.name, version: version.version, kind: 'quality', asOf, revision: 1 },
    windowStart: quality?.from ?? day,
    windowEnd: day,
    status: verdict.status,
    reason: verdict.reason,
    rows: quality?.rows ?? 0,
    referenceRows: version.trainRows,
    coverage: { objects: 0, records: 0, duplicates: 0, badRecords: {}, liveRows: quality?.rows ?? 0 },
    features: [],
    ...(quality === undefined ? {} : { quality }),
    ...sections,
    policy: policyOf(model.monitoring, 'quality'),
    baseline: { contestId: version.contestId, trainStart: version.trainStart, trainEnd: version.trainEnd },
    methodVersion: METHOD_VERSION,
  };
}
