import { requestKey } from '#core/registry/keys';
import { type RetrainRequest, retrainRequestSchema } from '#core/retraining/retrain-records';
import type { ItemWrite, RegistryItem } from '#ports/registry';
import type { ExecutionDescription, Workflow } from '#ports/workflow';

export const REQUEST_PREFIX = 'REQUEST#';

export interface RequestsNow {
  /** All requests of a model as they are: an accepted one whose execution has ended counts as ended. */
  readonly requests: readonly RetrainRequest[];
  /** What writes that down for those that the registry still has as accepted. */
  readonly closings: readonly ItemWrite[];
  /** Accepted ones without an execution: the message that was to start it is under way, or it was lost. */
  readonly unstarted: readonly RetrainRequest[];
}

/** Requests are closed on proof that their execution has ended, never by time. */
export async function requestsNow(
  items: readonly RegistryItem[],
  workflow: Workflow,
  now: Date,
): Promise<RequestsNow> {
  const closings: ItemWrite[] = [];
  const requests: RetrainRequest[] = [];
  const unstarted: RetrainRequest[] = [];
  for (const item of items) {
    const request = retrainRequestSchema.parse(item.data);
    const arn = request.status === 'accepted' ? request.executionArn : undefined;
    const execution = arn === undefined ? undefined : await workflow.describe(arn);
    if (arn !== undefined && execution === undefined) unstarted.push(request);
    const closed = closedBy(request, execution, now);
    requests.push(closed ?? request);
    if (closed === undefined) continue;
    closings.push({
      sk: requestKey(request.requestId),
      entity: item.entity,
      expect: { revision: item.revision },
      data: closed,
    });
  }
  return { requests, closings, unstarted };
}

function closedBy(
  request: RetrainRequest,
  execution: ExecutionDescription | undefined,
  now: Date,
): RetrainRequest | undefined {
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
