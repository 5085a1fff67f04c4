import type { IncidentCause } from '#core/monitoring/incidents/incident-record';
import type { Judgement } from '#core/monitoring/incidents/judgements';
import type { Evidence } from '#core/monitoring/incidents/next-incident';
import type { LoopFacts } from '#core/monitoring/incidents/propose-action';
import { rankFeatures, severityOf } from '#core/monitoring/incidents/rank-features';
import { type WindowReport, windowReportSchema } from '#core/monitoring/window-report';
import { VERSION_PREFIX } from '#core/registry/keys';
import { retrainRequestSchema } from '#core/retraining/retrain-records';
import { modelVersionSchema } from '#core/training/training-records';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { REQUEST_PREFIX } from '../../common/ended-requests.ts';
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

/** What the loop is doing for a model, and which versions served before. */
export async function readLoop(
  reading: Pick<Registry, 'list'>,
  model: string,
): Promise<Omit<LoopFacts, 'enoughLabelsBy'>> {
  const aggregate = { kind: 'model', name: model } as const;
  const [requests, versions] = await Promise.all([
    reading.list(aggregate, REQUEST_PREFIX),
    reading.list(aggregate, VERSION_PREFIX),
  ]);
  const formerVersions = versions
    .map((item) => modelVersionSchema.parse(item.data))
    .filter(({ status }) => status === 'former-champion')
    .map(({ version }) => version);
  return {
    requests: requests.map((item) => retrainRequestSchema.parse(item.data)),
    formerVersions: formerVersions.toSorted((a, b) => b - a),
  };
}
