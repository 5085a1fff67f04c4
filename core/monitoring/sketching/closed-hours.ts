const MINUTE_MILLISECONDS = 60_000;
const HOUR_MILLISECONDS = 60 * MINUTE_MILLISECONDS;
/** Capture writes an object some minutes after its last record; what comes later still is found by the next look. */
const SETTLED_MINUTES = 10;
/** Each look goes back so far: for late objects, and for hours in which nobody looked. */
const HOURS_BACK = 24;

/**
 * The hours of captures that are over at a moment and may hold something that nobody has read, half-open.
 * @example closedHours(new Date('2026-11-21T08:05:00Z')) // { from: '2026-11-20T07', to: '2026-11-21T07' }
 * @example closedHours(new Date('2026-11-21T08:10:00Z')) // { from: '2026-11-20T08', to: '2026-11-21T08' }
 */
export function closedHours(now: Date): { readonly from: string; readonly to: string } {
  const settled = now.getTime() - SETTLED_MINUTES * MINUTE_MILLISECONDS;
  const end = Math.floor(settled / HOUR_MILLISECONDS) * HOUR_MILLISECONDS;
  const hourOf = (at: number) => new Date(at).toISOString().slice(0, 13);
  return { from: hourOf(end - HOURS_BACK * HOUR_MILLISECONDS), to: hourOf(end) };
}
