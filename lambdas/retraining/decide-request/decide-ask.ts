import type { CompiledModel } from '#core/config/compiled-model';
import { ALARM_CAUSES } from '#core/monitoring/alarm-name';
import { requestKey } from '#core/registry/keys';
import { answeredBy } from '#core/retraining/answered-by';
import { type Decision, decideRetrain } from '#core/retraining/governor';
import { requestIdOf } from '#core/retraining/request-id';
import type { RetrainRequest } from '#core/retraining/retrain-records';
import type { ObjectStore } from '#ports/object-store';
import type { Registry, TransitionPlan } from '#ports/registry';
import type { Workflow } from '#ports/workflow';
import { REQUEST_PREFIX, requestsNow } from '../../common/ended-requests.ts';
import { contestExecutionArn } from '../../common/start-contest.ts';
import type { Ask } from './asks-of-message.ts';
import { attachVerdict } from './attach-verdict.ts';
import { ACTOR } from './contract.ts';
import { readChampionOf, readModelState } from './read-model-state.ts';

/** Verdicts; a person or new data gets an answer of its own. */
const ATTACHED_CAUSES: ReadonlySet<string> = new Set(ALARM_CAUSES);

export interface DecidePlace {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly workflow: Workflow;
  readonly lakeBucket: string;
  readonly trainingMachineArn: string;
}

/** Makes an ask the request of its fingerprint and decides it, or finds the request that has decided it already. */
export function decideAsk(
  ask: Ask,
  model: CompiledModel,
  place: DecidePlace,
  now: Date,
): Promise<RetrainRequest> {
  return place.registry.transition({ kind: 'model', name: ask.model }, async (view) => {
    const champion = await readChampionOf(view);
    const championVersion = champion?.version ?? null;
    const requestId = requestIdOf({ ...ask, championVersion });
    const items = await view.list(REQUEST_PREFIX);
    const { requests, closings } = await requestsNow(items, place.workflow, now);
    const existing = requests.find((request) => request.requestId === requestId);
    if (existing !== undefined && isAnswered(existing, ask)) return { unchanged: existing };
    if (ATTACHED_CAUSES.has(ask.cause)) {
      const open = requests.find(({ status }) => status === 'accepted');
      const answer = open ?? answeredBy(requests, championVersion, { dataUntil: ask.asOf, ...ask });
      if (answer !== undefined) return attachVerdict(view, answer, ask);
    }
    const state = await readModelState(view, { champion, requests, dataset: model.dataset }, place);
    const policy = { ...model.retraining, minimumRows: model.training.minimumRows };
    const request: RetrainRequest = {
      ...{ requestId, cause: ask.cause, subject: ask.subject, asOf: ask.asOf, championVersion },
      requestedBy: ask.requestedBy,
      ...answerOf(
        decideRetrain(ask, state, policy),
        contestExecutionArn(place.trainingMachineArn, requestId),
      ),
      asks: (existing?.asks ?? 0) + 1,
      decidedAt: now.toISOString(),
    };
    const item = items.find(({ sk }) => sk === requestKey(requestId));
    const plan = decided(request, item?.revision);
    return { ...plan, writes: [...closings, ...plan.writes] };
  });
}

/**
 * A refusal stands for its moment of event time: an alarm that is delivered late or again gets the same answer. Who
 * asks as of a later moment is answered anew.
 */
function isAnswered(existing: RetrainRequest, ask: Ask): boolean {
  return existing.status !== 'not-now' || Date.parse(ask.asOf) <= Date.parse(existing.asOf);
}

function answerOf(
  decision: Decision,
  executionArn: string,
): Pick<RetrainRequest, 'status' | 'refusals' | 'executionArn'> {
  if (decision.decision === 'accept') return { status: 'accepted', refusals: [], executionArn };
  return { status: 'not-now', refusals: [...decision.refusals] };
}

function decided(request: RetrainRequest, revision: number | undefined): TransitionPlan<RetrainRequest> {
  const { requestId, cause, subject, requestedBy, refusals } = request;
  return {
    writes: [
      {
        sk: requestKey(requestId),
        entity: 'retrain-request',
        expect: revision === undefined ? 'absent' : { revision },
        data: request,
      },
    ],
    event: {
      type: request.status === 'accepted' ? 'retrain-accepted' : 'retrain-not-now',
      actor: ACTOR,
      cause: requestId,
      asOf: request.asOf,
      after: {
        ...{ cause, subject, requestedBy },
        refusals: refusals.map((refusal) => `${refusal.code}: ${refusal.explanation}`),
      },
    },
    result: request,
  };
}
