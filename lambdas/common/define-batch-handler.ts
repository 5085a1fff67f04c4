import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import { parseContract, type StepContext } from './define-handler.ts';
import type { QueueMessage } from './define-queue-handler.ts';
import { errorFacts } from './error-facts.ts';

export interface BatchDefinition<Body, Environment, Adapters> {
  /** `<room>/<step>`, the folder below lambdas/. */
  readonly name: string;
  readonly body: z.ZodType<Body>;
  readonly environment: z.ZodType<Environment>;
  readonly adapters: (environment: Environment) => Adapters;
  /** @returns ids of the messages that failed; what it throws fails all of them */
  readonly step: BatchStep<Body, Environment, Adapters>;
}

export type BatchStep<Body, Environment, Adapters> = (
  messages: readonly QueueMessage<Body>[],
  context: StepContext<Environment, Adapters>,
) => Promise<readonly string[]>;

/**
 * A handler fed by an SQS queue whose messages are better handled together. A message that cannot be read fails
 * alone; only failed messages return to the queue.
 */
export function defineBatchHandler<Body, Environment, Adapters>(
  definition: BatchDefinition<Body, Environment, Adapters>,
) {
  const logger = new Logger({ serviceName: definition.name });
  const metrics = new Metrics({ namespace: 'Gyre', serviceName: definition.name });
  let started: { environment: Environment; adapters: Adapters } | undefined;

  return middy(async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    if (started === undefined) {
      const where = `environment of ${definition.name}`;
      const environment = parseContract(definition.environment, process.env, where);
      started = { environment, adapters: definition.adapters(environment) };
    }
    const failed = new Set<string>();
    const messages: QueueMessage<Body>[] = [];
    for (const { messageId, body, attributes } of event.Records) {
      try {
        const parsed = parseContract(definition.body, JSON.parse(body), `message of ${definition.name}`);
        messages.push({ messageId, sentAt: new Date(Number(attributes.SentTimestamp)), body: parsed });
      } catch (error) {
        logger.error('message cannot be read', { messageId, ...errorFacts(error) });
        failed.add(messageId);
      }
    }
    try {
      const own = { ...started, now: new Date(), logger, metrics };
      const remainingMilliseconds = () => context.getRemainingTimeInMillis();
      for (const id of await definition.step(messages, { ...own, remainingMilliseconds })) failed.add(id);
    } catch (error) {
      logger.error('batch failed', { messages: messages.length, ...errorFacts(error) });
      for (const { messageId } of messages) failed.add(messageId);
    } finally {
      metrics.publishStoredMetrics();
    }
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  });
}
