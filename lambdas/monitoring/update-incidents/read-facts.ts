import {
  decideIncident,
  type IncidentDecision,
  type Serving,
  servingOf,
} from '#core/monitoring/incidents/decide-incident';
import {
  type Incident,
  INCIDENT_PREFIX,
  type IncidentCause,
  incidentSchema,
} from '#core/monitoring/incidents/incident-record';
import {
  coverageJudgement,
  driftJudgements,
  type Judgement,
  qualityJudgements,
} from '#core/monitoring/incidents/judgements';
import type { WindowItem } from '#core/monitoring/monitoring-records';
import type { WindowReport } from '#core/monitoring/window-report';
import type { AggregateView, Registry } from '#ports/registry';
import { readChampion } from '../../common/read-champion.ts';
import { type Judged, readJudged } from '../../common/read-judged.ts';

export interface IncidentFacts extends Judged {
  readonly serving: Serving;
  /** Event time. */
  readonly servesSince: string;
  readonly incidents: readonly Incident[];
}

type Reading = Pick<Registry, 'get' | 'list'>;

/** @returns `undefined` before a version serves: nothing is judged then */
export async function readFacts(reading: Reading, model: string): Promise<IncidentFacts | undefined> {
  const [champion, judged, items] = await Promise.all([
    readChampion(reading, model),
    readJudged(reading, model),
    reading.list({ kind: 'model', name: model }, INCIDENT_PREFIX),
  ]);
  if (champion === undefined) return undefined;
  return {
    ...judged,
    serving: servingOf(champion.alias, champion.version.contestId),
    servesSince: champion.alias.asOf,
    incidents: items.map((item) => incidentSchema.parse(item.data)),
  };
}

/** Reads of one aggregate, as a transition sees them. */
export function readingOf(view: AggregateView): Reading {
  return { get: (_, sk) => view.get(sk), list: (_, prefix) => view.list(prefix) };
}

/** What a window told of its captures, beside the window itself. */
export type Coverage = ReturnType<typeof coverageJudgement>;

export function coverageOf(facts: IncidentFacts, window: WindowItem, report: WindowReport): Coverage {
  const hadRows = facts.windows.some(
    ({ version, start, rows }) => version === window.version && start < window.start && rows > 0,
  );
  // One that came back within the window may have had nobody to answer in what was left of it.
  const wasAsked = hadRows && Date.parse(facts.servesSince) <= Date.parse(window.start);
  return coverageJudgement(report, { reportKey: window.reportKey, wasAsked });
}

/** The newest window of the version that serves, by its newest revision, whatever it says. */
export function newestWindow({ windows, serving }: IncidentFacts): WindowItem | undefined {
  return windows
    .filter(({ version }) => version === serving.version)
    .toSorted((a, b) => (a.start === b.start ? a.revision - b.revision : a.start < b.start ? -1 : 1))
    .at(-1);
}

export function decideFor(
  cause: IncidentCause,
  facts: IncidentFacts,
  coverage: Coverage | undefined,
): IncidentDecision {
  const { serving, incidents } = facts;
  return decideIncident({ cause, serving, incidents, judgements: judgementsFor(cause, facts, coverage) });
}

function judgementsFor(
  cause: IncidentCause,
  { windows, quality, serving }: IncidentFacts,
  coverage: Coverage | undefined,
): readonly Judgement[] {
  if (cause === 'drift') return driftJudgements(windows, serving.version);
  if (cause === 'quality') return qualityJudgements(quality, serving.version);
  return coverage === undefined ? [] : [coverage];
}
