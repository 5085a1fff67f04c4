import { requestKey } from '#core/registry/keys';
import type { RetrainRequest } from '#core/retraining/retrain-records';
import type { AggregateView, NoTransition, TransitionPlan } from '#ports/registry';
import type { Ask } from './asks-of-message.ts';
import { ACTOR } from './contract.ts';

/**
 * A verdict that comes while a contest runs, or that one has answered already, joins its request and starts nothing.
 * @param request as it is now: one whose end nobody has written down yet is written down with it
 */
export async function attachVerdict(
  view: AggregateView,
  request: RetrainRequest,
  { cause, subject, asOf, requestedBy }: Ask,
): Promise<TransitionPlan<RetrainRequest> | NoTransition<RetrainRequest>> {
  const attached = request.attached ?? [];
  const item = await view.get(requestKey(request.requestId));
  const isKnown = attached.some((one) => one.cause === cause && one.subject === subject);
  if (isKnown || item === undefined) return { unchanged: request };
  const joined: RetrainRequest = { ...request, attached: [...attached, { cause, subject }] };
  return {
    writes: [{ sk: item.sk, entity: item.entity, data: joined, expect: { revision: item.revision } }],
    event: {
      type: 'retrain-attached',
      actor: ACTOR,
      cause: request.requestId,
      asOf,
      after: { cause, subject, requestedBy },
    },
    result: joined,
  };
}
