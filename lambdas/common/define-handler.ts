import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { describeError, GyreError } from '#core/errors';
import { errorFacts } from './error-facts.ts';

/** What a step gets besides its input: its adapters, the time, a way to log facts and to publish metrics. */
export interface StepContext<Environment, Adapters> {
  readonly environment: Environment;
  readonly adapters: Adapters;
  readonly now: Date;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics: Pick<Metrics, 'addMetric' | 'addDimension'>;
  /** Milliseconds until the function's timeout. */
  remainingMilliseconds(): number;
}

export type Step<Input, Output, Environment, Adapters> = (
  input: Input,
  context: StepContext<Environment, Adapters>,
) => Promise<Output>;

export interface StepDefinition<Input, Output, Environment, Adapters> {
  /** `<room>/<step>`, the folder below lambdas/. */
  readonly name: string;
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
  readonly environment: z.ZodType<Environment>;
  readonly adapters: (environment: Environment) => Adapters;
  readonly step: Step<Input, Output, Environment, Adapters>;
}

/** The event, the environment or the result of a step does not have the shape its contract states. */
export class ContractError extends GyreError {
  override readonly name = 'ContractError';
  override readonly code = 'GYRE-920';
}

/**
 * The one way to make a Lambda handler: parses environment (once, at cold start), input and output by contract,
 * hands in adapters, logs one line per invocation with ids and durations only, and lets typed errors keep their
 * name, since state machines retry and catch by it.
 */
export function defineHandler<Input, Output, Environment, Adapters>(
  definition: StepDefinition<Input, Output, Environment, Adapters>,
) {
  const logger = new Logger({ serviceName: definition.name });
  const metrics = new Metrics({ namespace: 'Gyre', serviceName: definition.name });
  let started: { environment: Environment; adapters: Adapters } | undefined;

  const start = () => {
    const environment = parseContract(
      definition.environment,
      process.env,
      `environment of ${definition.name}`,
    );
    return { environment, adapters: definition.adapters(environment) };
  };

  return middy(async (event: unknown, context: Context): Promise<Output> => {
    const begin = performance.now();
    try {
      started ??= start();
      const input = parseContract(definition.input, event, `input of ${definition.name}`);
      const output = await definition.step(input, {
        ...started,
        now: new Date(),
        logger,
        metrics,
        remainingMilliseconds: () => context.getRemainingTimeInMillis(),
      });
      logger.info('done', {
        requestId: context.awsRequestId,
        milliseconds: Math.round(performance.now() - begin),
      });
      return parseContract(definition.output, output, `output of ${definition.name}`);
    } catch (error) {
      logger.error('failed', { requestId: context.awsRequestId, ...errorFacts(error) });
      throw withFacts(error);
    } finally {
      metrics.publishStoredMetrics();
    }
  });
}

/** Parses a value by its contract; the error names each path that is wrong, never the value itself. */
export function parseContract<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const paths = result.error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`);
  throw new ContractError('a value does not have the shape of its contract', {
    where,
    received: paths.slice(0, 10).join('; '),
    fix: 'deploy caller and function from the same commit; the contract is the contract.ts of the named step',
  });
}

/** The Cause that Step Functions records is the message: give it all four facts. */
function withFacts(error: unknown): unknown {
  if (error instanceof GyreError) error.message = describeError(error);
  return error;
}
