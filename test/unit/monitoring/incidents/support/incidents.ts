import type { Serving } from '#core/monitoring/incidents/decide-incident';
import type { Incident, IncidentFeature } from '#core/monitoring/incidents/incident-record';
import type { Judgement } from '#core/monitoring/incidents/judgements';
import { type Evidence, openIncident } from '#core/monitoring/incidents/next-incident';
import type { RetrainRequest } from '#core/retraining/retrain-records';

export const SERVING: Serving = { version: 1, how: 'promoted' };
export const MOMENT = { asOf: '2013-06-01T06:00:00.000Z', at: '2026-01-01T00:00:00.000Z' };

export function judgement(subject: string, facts: Partial<Judgement> = {}): Judgement {
  const isBad = facts.isBad ?? true;
  return {
    ...{
      subject,
      revision: 1,
      status: isBad ? 'drifted' : 'stable',
      reason: isBad ? 'temp 3.76 (0.98)' : 'no change',
    },
    ...{ isBad, isConfirmed: isBad, asOf: MOMENT.asOf, reportKey: `windows/air-time/${subject}-v1-r1.json` },
    ...facts,
  };
}

export function feature(name: string, facts: Partial<IncidentFeature> = {}): IncidentFeature {
  return {
    ...{ feature: name, status: 'drifted', ratio: 2, importance: null, impact: 2, direction: 'up' },
    ...{ missingShareBefore: 0, missingShareNow: 0 },
    ...facts,
  };
}

export function evidence(facts: Partial<Evidence> = {}): Evidence {
  return {
    ...{ severity: 2, features: [feature('temp')], past: [] },
    loop: { requests: [], formerVersions: [], enoughLabelsBy: null },
    ...facts,
  };
}

/** An open incident about the inputs of May. */
export function incident(facts: Partial<Incident> = {}): Incident {
  const found = { model: 'air-time', cause: 'drift', version: 1, firstBad: '2013-05-01' } as const;
  return { ...openIncident({ ...found, judgement: judgement('2013-05-01') }, evidence(), MOMENT), ...facts };
}

export function request(facts: Partial<RetrainRequest> = {}): RetrainRequest {
  return {
    ...{ requestId: 'rr-1', cause: 'drift', subject: '2013-05-01', asOf: MOMENT.asOf, championVersion: 1 },
    ...{ requestedBy: 'alarm x', status: 'accepted', refusals: [], asks: 1, decidedAt: MOMENT.at },
    ...facts,
  };
}
