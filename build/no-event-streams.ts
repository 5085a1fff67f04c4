/**
 * Stands in for `@smithy/core/event-streams` inside the Lambda bundles.
 *
 * No function calls an operation that streams events. The SDK imports this part when one is called, and a bundler wraps
 * whatever may be imported later, with all that it uses, which is most of the SDK: each of 180 modules would be parsed
 * twice, before it runs and when it does.
 */
export function resolveEventStreamSerdeConfig<Config>(config: Config): Config {
  return config;
}

export function eventStreamSerdeProvider(): never {
  throw new Error('event streams are left out of the functions: see build/no-event-streams.ts');
}

export { eventStreamSerdeProvider as EventStreamSerde };
