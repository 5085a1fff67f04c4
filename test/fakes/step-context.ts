import type { StepContext } from '#lambdas/common/define-handler';

/** The context a step gets in a Lambda, with a clock that stands still and a logger that remembers. */
export function fakeContext<Environment, Adapters>(facts: {
  readonly environment: Environment;
  readonly adapters: Adapters;
  readonly now?: Date;
}): StepContext<Environment, Adapters> & { readonly metricsSent: Map<string, number> } {
  const metricsSent = new Map<string, number>();
  return {
    environment: facts.environment,
    adapters: facts.adapters,
    now: facts.now ?? new Date('2026-01-01T00:00:00Z'),
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    metrics: {
      addMetric: (name: string, _unit: unknown, value: number) => {
        metricsSent.set(name, value);
      },
      addDimension: () => undefined as never,
    } as never,
    metricsSent,
    remainingMilliseconds: () => 60_000,
  };
}
