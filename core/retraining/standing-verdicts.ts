import type { AlarmCause } from '../monitoring/alarm-name.ts';
import { newestFor, type QualityItem, type WindowItem } from '../monitoring/monitoring-records.ts';

/** A verdict that stands: the newest of its kind on the version that serves says that something is wrong. */
export interface StandingVerdict {
  readonly cause: AlarmCause;
  /** What the ask is about: the window's start, or the day of the judgement. */
  readonly subject: string;
  /** Event time of the judgement. */
  readonly asOf: string;
  /** Where the judged stretch of event time ends. */
  readonly dataUntil: string;
}

/** @returns the verdicts that stand, drift first */
export function standingVerdicts(
  version: number,
  windows: readonly WindowItem[],
  quality: readonly QualityItem[],
): readonly StandingVerdict[] {
  const drift = newestFor(windows, version);
  const breach = newestFor(quality, version);
  return [
    ...(drift?.isConfirmed === true
      ? [
          {
            ...{ cause: 'drift' as const, subject: drift.start.slice(0, 10), asOf: drift.asOf },
            dataUntil: drift.end,
          },
        ]
      : []),
    ...(breach?.isConfirmed === true
      ? [
          {
            ...{ cause: 'quality' as const, subject: breach.day, asOf: breach.asOf },
            dataUntil: `${breach.day}T00:00:00.000Z`,
          },
        ]
      : []),
  ];
}
