import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { parseContract, type Step } from './define-handler.ts';
import { errorFacts } from './error-facts.ts';

/** One message with the two facts a shell may need of its envelope. */
export interface QueueMessage<Body> {
  readonly messageId: string;
  /** When the message was sent (SQS SentTimestamp). */
  readonly sentAt: Date;
  readonly body: Body;
}

export interface QueueDefinition<Body, Environment, Adapters> {
  readonly name: string;
  readonly body: z.ZodType<Body>;
  readonly environment: z.ZodType<Environment>;
  readonly adapters: (environment: Environment) => Adapters;
  readonly step: Step<QueueMessage<Body>, void, Environment, Adapters>;
}

/**
 * A handler fed by an SQS queue. Messages are handled one by one; only the failed ones return to the queue, and
 * the queue's redrive policy moves them to its dead-letter queue after its attempts.
 */
export function defineQueueHandler<Body, Environment, Adapters>(
  definition: QueueDefinition<Body, Environment, Adapters>,
) {
  const logger = new Logger({ serviceName: definition.name });
  const metrics = new Metrics({ namespace: 'Gyre', serviceName: definition.name });
  const processor = new BatchProcessor(EventType.SQS);
  let started: { environment: Environment; adapters: Adapters } | undefined;

  return middy(async (event: SQSEvent, context: Context) => {
    if (started === undefined) {
      const environment = parseContract(
        definition.environment,
        process.env,
        `environment of ${definition.name}`,
      );
      started = { environment, adapters: definition.adapters(environment) };
    }
    const ready = started;
    const handle = async (record: SQSRecord): Promise<void> => {
      try {
        const body = parseContract(definition.body, JSON.parse(record.body), `message of ${definition.name}`);
        const message = {
          messageId: record.messageId,
          sentAt: new Date(Number(record.attributes.SentTimestamp)),
          body,
        };
        await definition.step(message, {
          ...ready,
          now: new Date(),
          logger,
          metrics,
          remainingMilliseconds: () => context.getRemainingTimeInMillis(),
        });
      } catch (error) {
        logger.error('message failed', { messageId: record.messageId, ...errorFacts(error) });
        throw error;
      }
    };
    try {
      return await processPartialResponse(event, handle, processor, {
        context,
        throwOnFullBatchFailure: false,
      });
    } finally {
      metrics.publishStoredMetrics();
    }
  });
}
