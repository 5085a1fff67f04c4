import type { RetrainRequest } from '../../retraining/retrain-records.ts';
import type { ModelVersion } from '../../training/model-version.ts';
import type { ContestRecord } from '../../training/training-records.ts';
import { type QualityItem, newestFor, type WindowItem } from '../monitoring-records.ts';
import type { WindowReport } from '../window-report.ts';
import type { MetricFamily, Sample } from './open-metrics.ts';

/** What the registry says of a model. */
export interface ModelStand {
  readonly model: string;
  /** The version that serves. */
  readonly champion?: number;
  readonly versions: readonly ModelVersion[];
  readonly windows: readonly WindowItem[];
  readonly quality: readonly QualityItem[];
  readonly requests: readonly RetrainRequest[];
  readonly contests: readonly ContestRecord[];
  readonly openIncidents?: number;
  /** Of the newest 24 complete hours of the version that serves. */
  readonly coverage?: number;
  /** Events in the model's ledger. */
  readonly ledgerEvents: number;
  /** The report of the newest window of the version that serves. */
  readonly report?: Pick<WindowReport, 'estimate' | 'coverage'>;
}

type Verdicts = readonly string[];
const DRIFT: Verdicts = [
  ...['stable', 'changed', 'expected', 'drifted'],
  ...['no-data', 'inconclusive', 'not-configured'],
];
const QUALITY: Verdicts = ['within', 'breached', 'no-data', 'inconclusive', 'not-configured'];

interface Family extends Omit<MetricFamily, 'samples'> {
  /** One figure, or several told apart by labels of their own. */
  readonly of: (stand: Newest) => number | undefined | readonly Sample[];
}

/** A model with its newest verdicts on the version that serves. */
interface Newest extends ModelStand {
  readonly window: WindowItem | undefined;
  readonly day: QualityItem | undefined;
}

/**
 * All figures of the models as OpenMetrics families: a name is a contract, so it is added and never changed.
 * @param labels stand at every figure, such as the environment
 */
export function fleetFamilies(
  stands: readonly ModelStand[],
  labels: Readonly<Record<string, string>>,
): readonly MetricFamily[] {
  const newest = stands.map((stand) => ({
    ...stand,
    window: stand.champion === undefined ? undefined : newestFor(stand.windows, stand.champion),
    day: stand.champion === undefined ? undefined : newestFor(stand.quality, stand.champion),
  }));
  return FAMILIES.map(({ of, ...family }) => ({
    ...family,
    samples: newest.flatMap((stand) => {
      const found = of(stand);
      const samples =
        typeof found === 'object' ? found : found === undefined ? [] : [{ labels: {}, value: found }];
      return samples.map(({ labels: own, value }) => ({
        labels: { ...labels, model: stand.model, ...own },
        value,
      }));
    }),
  }));
}

const FAMILIES: readonly Family[] = [
  {
    ...{ name: 'gyre_champion_version', type: 'gauge' },
    help: 'Number of the version that serves.',
    of: ({ champion }) => champion,
  },
  {
    ...{ name: 'gyre_model_versions', type: 'gauge' },
    help: 'Registered versions.',
    of: ({ versions }) => versions.length,
  },
  {
    ...{ name: 'gyre_drift_confirmed', type: 'gauge' },
    help: '1 when m of the last n windows of the version that serves drifted.',
    of: ({ window }) => (window === undefined ? undefined : Number(window.isConfirmed)),
  },
  {
    ...{ name: 'gyre_drift_verdict', type: 'stateset' },
    help: 'What the newest window of the version that serves is.',
    of: ({ window }) => states('gyre_drift_verdict', DRIFT, window?.status),
  },
  {
    ...{ name: 'gyre_drift_worst_ratio', type: 'gauge', unit: 'ratio' },
    help: 'Stability index of the worst feature as a multiple of its threshold.',
    of: ({ window }) => window?.ratio,
  },
  {
    ...{ name: 'gyre_drift_window_rows', type: 'gauge', unit: 'rows' },
    help: 'Rows of the newest window.',
    of: ({ window }) => window?.rows,
  },
  {
    ...{ name: 'gyre_drift_window_end_timestamp_seconds', type: 'gauge', unit: 'seconds' },
    help: 'Event time at which the newest window ended.',
    of: ({ window }) => secondsOf(window?.end),
  },
  {
    ...{ name: 'gyre_drift_window_coverage_ratio', type: 'gauge', unit: 'ratio' },
    help: 'Share of the requests answered in the time of the newest window that were captured.',
    of: ({ report }) => capturedShare(report?.coverage),
  },
  {
    ...{ name: 'gyre_drift_windows', type: 'counter' },
    help: 'Windows judged, each revision by itself.',
    of: ({ windows }) => windows.length,
  },
  {
    ...{ name: 'gyre_quality_breached', type: 'gauge' },
    help: '1 when realised quality of the version that serves is worse than the limit allows.',
    of: ({ day }) => (day === undefined ? undefined : Number(day.isConfirmed)),
  },
  {
    ...{ name: 'gyre_quality_verdict', type: 'stateset' },
    help: 'What the newest judgement of realised quality says.',
    of: ({ day }) => states('gyre_quality_verdict', QUALITY, day?.status),
  },
  {
    ...{ name: 'gyre_quality_loss_ratio', type: 'gauge', unit: 'ratio' },
    help: 'Realised loss as a multiple of the promised loss.',
    of: ({ day }) => day?.ratio,
  },
  {
    ...{ name: 'gyre_quality_realised', type: 'gauge' },
    help: 'The metric of the model on rows whose outcome is known.',
    of: (stand) => measured(stand, stand.day?.value),
  },
  {
    ...{ name: 'gyre_quality_promised', type: 'gauge' },
    help: 'The metric of the model as the contest promised it.',
    of: (stand) => measured(stand, championOf(stand)?.promised.value),
  },
  {
    ...{ name: 'gyre_quality_estimated', type: 'gauge' },
    help: 'The metric of the model, estimated before the labels of the newest window are there.',
    of: (stand) => measured(stand, stand.report?.estimate?.value),
  },
  {
    ...{ name: 'gyre_quality_labelled_rows', type: 'gauge', unit: 'rows' },
    help: 'Rows of the newest judgement of realised quality.',
    of: ({ day }) => day?.rows,
  },
  {
    ...{ name: 'gyre_capture_coverage_ratio', type: 'gauge', unit: 'ratio' },
    help: 'Share of the requests answered in the newest 24 complete hours that were captured.',
    of: ({ coverage }) => coverage,
  },
  {
    ...{ name: 'gyre_incidents_open', type: 'gauge' },
    help: 'Incidents that are not closed.',
    of: ({ openIncidents }) => openIncidents,
  },
  {
    ...{ name: 'gyre_retrain_requests', type: 'gauge' },
    help: 'Requests for a retrain by their state.',
    of: ({ requests }) => counted('status', requests, ({ status }) => status),
  },
  {
    ...{ name: 'gyre_contests', type: 'gauge' },
    help: 'Contests by how they ended, or their state.',
    of: ({ contests }) => counted('outcome', contests, ({ outcome, status }) => outcome ?? status),
  },
  {
    ...{ name: 'gyre_ledger_events', type: 'counter' },
    help: 'Events in the ledger of the model.',
    of: ({ ledgerEvents }) => ledgerEvents,
  },
];

/** A set of states: 1 for the one that holds. */
function states(name: string, all: Verdicts, holds: string | undefined): readonly Sample[] {
  if (holds === undefined) return [];
  return all.map((state) => ({ labels: { [name]: state }, value: Number(state === holds) }));
}

function counted<Item>(label: string, items: readonly Item[], of: (item: Item) => string): readonly Sample[] {
  return [...Map.groupBy(items, of)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([word, own]) => ({ labels: { [label]: word }, value: own.length }));
}

/** A figure in the metric of the model, which stands at it as a label. */
function measured(stand: ModelStand, value: number | null | undefined): readonly Sample[] {
  const metric = championOf(stand)?.promised.metric;
  return metric === undefined || value === undefined || value === null ? [] : [{ labels: { metric }, value }];
}

function capturedShare(coverage: WindowReport['coverage'] | undefined): number | undefined {
  const { answeredRequests: answered = 0, capturedRequests: captured = 0 } = coverage ?? {};
  return answered === 0 ? undefined : Math.min(1, captured / answered);
}

function championOf({ champion, versions }: ModelStand): ModelVersion | undefined {
  return versions.find(({ version }) => version === champion);
}

function secondsOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time) / 1000;
}
