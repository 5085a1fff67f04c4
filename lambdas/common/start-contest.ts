import type { RetrainRequest } from '#core/retraining/retrain-records';
import type { StartOutcome, Workflow } from '#ports/workflow';

/**
 * Starts the contest of an accepted request, under the request's own id: whoever starts it again, the governor on a
 * repeated message or the reconciler where the message is lost, finds the execution that is under way.
 */
export function startContest(
  workflow: Workflow,
  machineArn: string,
  model: string,
  { requestId, cause, asOf }: RetrainRequest,
): Promise<StartOutcome> {
  return workflow.start(machineArn, requestId, { model, cause, requestId, asOf });
}

/** Where the execution of a request is found, before it is started. */
export function contestExecutionArn(machineArn: string, requestId: string): string {
  return `${machineArn.replace(':stateMachine:', ':execution:')}:${requestId}`;
}
