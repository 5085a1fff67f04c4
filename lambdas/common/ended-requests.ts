import { requestKey } from '#core/registry/keys';
import { type RetrainRequest, retrainRequestSchema } from '#core/retraining/retrain-records';
import type { ItemWrite, RegistryItem } from '#ports/registry';
import type { Workflow } from '#ports/workflow';

export const REQUEST_PREFIX = 'REQUEST#';

export interface RequestsNow {
  /** All requests of a model as they are: an accepted one whose execution has ended counts as ended. */
  readonly requests: readonly RetrainRequest[];
  /** What writes that down for those that the registry still has as accepted. */
  readonly closings: readonly ItemWrite[];
}

/** Requests are closed on proof that their execution has ended, never by time. */
export async function requestsNow(
  items: readonly RegistryItem[],
  workflow: Workflow,
  now: Date,
): Promise<RequestsNow> {
  const closings: ItemWrite[] = [];
  const requests: RetrainRequest[] = [];
  for (const item of items) {
    const request = retrainRequestSchema.parse(item.data);
    const closed = await closedBy(request, workflow, now);
    requests.push(closed ?? request);
    if (closed === undefined) continue;
    closings.push({
      sk: requestKey(request.requestId),
      entity: item.entity,
      expect: { revision: item.revision },
      data: closed,
    });
  }
  return { requests, closings };
}

async function closedBy(
  request: RetrainRequest,
  workflow: Workflow,
  now: Date,
): Promise<RetrainRequest | undefined> {
  if (request.status !== 'accepted' || request.executionArn === undefined) return undefined;
  const execution = await workflow.describe(request.executionArn);
  // No such execution yet: the start is still to come, by this message or its repeat.
  if (execution === undefined || execution.status === 'RUNNING' || execution.status === 'PENDING_REDRIVE')
    return undefined;
  return {
    ...request,
    status: 'ended',
    outcome: outcomeOf(execution.output),
    decidedAt: now.toISOString(),
  };
}

function outcomeOf(output: unknown): string {
  const outcome =
    typeof output === 'object' && output !== null ? (output as { outcome?: unknown }).outcome : undefined;
  return typeof outcome === 'string' ? outcome : 'failed';
}
