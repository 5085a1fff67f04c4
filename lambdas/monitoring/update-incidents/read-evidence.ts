import type { IncidentCause } from '#core/monitoring/incidents/incident-record';
import type { Judgement } from '#core/monitoring/incidents/judgements';
import type { Evidence } from '#core/monitoring/incidents/next-incident';
import { rankFeatures, severityOf } from '#core/monitoring/incidents/rank-features';
import { type WindowReport, windowReportSchema } from '#core/monitoring/window-report';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { readLoop } from '../../common/read-loop.ts';
import { type Coverage, type IncidentFacts, newestWindow } from './read-facts.ts';

export interface ReportPlace {
  readonly store: ObjectStore;
  readonly bucket: string;
}

export async function readReport({ store, bucket }: ReportPlace, reportKey: string): Promise<WindowReport> {
  return windowReportSchema.parse(JSON.parse(await store.readText({ bucket, key: reportKey })));
}

/**
 * What lies behind a judgement. Quality has no features of its own: those that moved in the newest window stand with
 * it, and none when the inputs stayed as they were.
 */
export async function readEvidence(
  place: ReportPlace & { readonly reading: Pick<Registry, 'list'>; readonly model: string },
  facts: IncidentFacts,
  judged: {
    readonly cause: IncidentCause;
    readonly judgement: Judgement;
    readonly coverage: Coverage | undefined;
  },
): Promise<Evidence> {
  const { cause, judgement, coverage } = judged;
  const window = cause === 'quality' ? newestWindow(facts) : undefined;
  const [report, inputs, loop] = await Promise.all([
    readReport(place, judgement.reportKey),
    window === undefined ? undefined : readReport(place, window.reportKey),
    readLoop(place.reading, place.model),
  ]);
  const enoughLabelsBy = report.maturity?.enoughBy ?? null;
  return {
    severity: cause === 'coverage' ? (coverage?.severity ?? 0) : severityOf(report),
    features: cause === 'quality' ? rankFeatures(inputs ?? { features: [] }) : rankFeatures(report),
    past: facts.incidents,
    loop: { ...loop, enoughLabelsBy },
  };
}
