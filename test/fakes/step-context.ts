import type { StepContext } from '#lambdas/common/define-handler';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly facts: unknown;
}

/** The context a step gets in a Lambda, with a clock that stands still; logger and metrics remember. */
export interface FakeContext<Environment, Adapters> extends StepContext<Environment, Adapters> {
  readonly metricsSent: Map<string, number>;
  readonly logged: readonly LogLine[];
}

export function fakeContext<Environment, Adapters>(given: {
  readonly environment: Environment;
  readonly adapters: Adapters;
  readonly now?: Date;
}): FakeContext<Environment, Adapters> {
  const metricsSent = new Map<string, number>();
  const logged: LogLine[] = [];
  const log =
    (level: LogLine['level']) =>
    (input: unknown, ...facts: readonly unknown[]) => {
      const message = typeof input === 'string' ? input : JSON.stringify(input);
      logged.push({ level, message, facts: facts[0] });
    };
  return {
    environment: given.environment,
    adapters: given.adapters,
    now: given.now ?? new Date('2026-01-01T00:00:00Z'),
    logger: { info: log('info'), warn: log('warn'), error: log('error') },
    metrics: {
      addMetric: (name: string, _unit: unknown, value: number) => {
        metricsSent.set(name, value);
      },
      addDimension: () => undefined as never,
    } as never,
    metricsSent,
    logged,
    remainingMilliseconds: () => 60_000,
  };
}
