import * as z from 'zod';
import { countSchema, wholeSchema } from '#core/number-schemas';

/** What an endpoint answered and what of it was captured, hour by hour of wall time. */
const hourSchema = z.strictObject({
  /** `2026-11-21T14`, UTC. */
  hour: z.string(),
  answered: countSchema,
  captured: countSchema,
});
export type CoveredHour = z.infer<typeof hourSchema>;

/** A day of a version, as it is kept; written again each hour until the day is over. */
export const coverageDaySchema = z.strictObject({
  model: z.string(),
  version: wholeSchema,
  /** `2026-11-21` */
  day: z.string(),
  hours: z.array(hourSchema),
});
export type CoverageDay = z.infer<typeof coverageDaySchema>;

/** Below this share the capture counts as incomplete, which alarms. */
export const MINIMUM_COVERAGE = 0.9;
/** With fewer answers a share says little, and smoke tests, which the front door does not capture, weigh too much. */
export const MINIMUM_REQUESTS = 100;
const HOUR_MILLISECONDS = 3_600_000;
/** An hour is complete so long after its end: native capture comes late, and hours that are read as a whole wait for the tick. */
const GRACE_MILLISECONDS = 2 * HOUR_MILLISECONDS;
const HOURS_WATCHED = 24;

/** @example coveragePrefix('air-time', 2) // 'coverage/air-time/v2/' */
export function coveragePrefix(model: string, version: number): string {
  return `coverage/${model}/v${version}/`;
}

export function coverageKey({ model, version, day }: Omit<CoverageDay, 'hours'>): string {
  return `${coveragePrefix(model, version)}${day}.json`;
}

/**
 * Captured requests as a share of the answered ones, by request, since neither side counts rows. More captured than
 * answered happens where two versions answer at once, or where an object was counted twice; it is no more than all.
 * @returns in [0, 1]; null when too few were answered to say
 * @example captureCoverage([{ hour: 'a', answered: 200, captured: 50 }]) // 0.25
 */
export function captureCoverage(hours: readonly CoveredHour[]): number | null {
  const { answered, captured } = sumHours(hours);
  return answered < MINIMUM_REQUESTS ? null : Math.min(1, captured / answered);
}

/** @example sumHours([{ hour: 'a', answered: 2, captured: 1 }, { hour: 'b', answered: 3, captured: 3 }]) // { answered: 5, captured: 4 } */
export function sumHours(hours: readonly CoveredHour[]): Omit<CoveredHour, 'hour'> {
  return hours.reduce(
    (sum, hour) => ({ answered: sum.answered + hour.answered, captured: sum.captured + hour.captured }),
    { answered: 0, captured: 0 },
  );
}

/**
 * The newest 24 hours that are complete and lie wholly behind the moment from which a version served.
 * @param since when the version began to serve, wall time
 */
export function watchedHours(hours: readonly CoveredHour[], since: Date, now: Date): readonly CoveredHour[] {
  return hours
    .filter(({ hour }) => {
      const start = Date.parse(`${hour}:00:00Z`);
      return start >= since.getTime() && start + HOUR_MILLISECONDS + GRACE_MILLISECONDS <= now.getTime();
    })
    .toSorted((a, b) => (a.hour < b.hour ? -1 : 1))
    .slice(-HOURS_WATCHED);
}

/**
 * What was asked and captured in the time of a window. A replay's window is of another time than its requests: no day
 * is kept for it, and nothing is said.
 * @param days kept days of the version, any others left out
 * @returns undefined when nothing is known of the window's time
 */
export function coverageOf(
  days: readonly CoverageDay[],
  window: { readonly start: string; readonly end: string },
): { readonly answeredRequests: number; readonly capturedRequests: number } | undefined {
  const [from, to] = [window.start.slice(0, 13), window.end.slice(0, 13)];
  const hours = days.flatMap((day) => day.hours).filter(({ hour }) => hour >= from && hour < to);
  if (hours.length === 0) return undefined;
  const { answered, captured } = sumHours(hours);
  return { answeredRequests: answered, capturedRequests: captured };
}
