import type { ModelMetric } from './metrics/model-metrics.ts';

/** What a model's alarms are about; they ask for a retrain. */
export const ALARM_CAUSES = ['drift', 'quality'] as const;
export type AlarmCause = (typeof ALARM_CAUSES)[number];

/** The metric behind each: the state of the last verdict, 0 or 1. */
export const METRIC_OF_CAUSE = {
  drift: 'DriftConfirmed',
  quality: 'QualityBreached',
} as const satisfies Readonly<Record<AlarmCause, ModelMetric>>;

/** @example alarmName('prod', 'air-time', 'drift') // 'gyre-prod-air-time-drift' */
export function alarmName(environment: string, model: string, cause: AlarmCause | 'capture'): string {
  return `gyre-${environment}-${model}-${cause}`;
}

/**
 * Which model and cause an alarm stands for. Whether the model exists, and whether a verdict says so, is for the
 * registry to tell: a name alone proves nothing.
 * @returns `undefined` for an alarm of another kind or environment
 * @example parseAlarmName('prod', 'gyre-prod-air-time-drift')?.model // 'air-time'
 */
export function parseAlarmName(
  environment: string,
  name: string,
): { readonly model: string; readonly cause: AlarmCause } | undefined {
  const prefix = `gyre-${environment}-`;
  const cause = ALARM_CAUSES.find((candidate) => name.endsWith(`-${candidate}`));
  if (cause === undefined || !name.startsWith(prefix)) return undefined;
  const model = name.slice(prefix.length, -cause.length - 1);
  return model === '' ? undefined : { model, cause };
}

/** Dimensions of a model's metrics. */
export function metricDimensions(environment: string, model: string): { environment: string; model: string } {
  return { environment, model };
}
