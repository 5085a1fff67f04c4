import type { CompiledModel } from '../config/compiled-model.ts';

/** A stretch of event time that is to be judged. */
export interface DriftWindow {
  readonly start: string;
  /** Exclusive. */
  readonly end: string;
}

const DAY_MILLISECONDS = 86_400_000;

/**
 * The newest drift window that is closed at a moment: a whole calendar month, or a stretch of so many days counted
 * from the epoch, whose last bucket has had its time for late records.
 * @example closedWindow('calendar-month', '2013-05-01T06:00:00Z', 60).start // '2013-04-01T00:00:00.000Z'
 */
export function closedWindow(
  window: CompiledModel['monitoring']['driftWindow'],
  asOf: string,
  latenessMinutes: number,
): DriftWindow {
  const closed = new Date(Date.parse(asOf) - latenessMinutes * 60_000);
  if (window === 'calendar-month') {
    const end = Date.UTC(closed.getUTCFullYear(), closed.getUTCMonth(), 1);
    const start = Date.UTC(closed.getUTCFullYear(), closed.getUTCMonth() - 1, 1);
    return span(start, end);
  }
  const length = window.days * DAY_MILLISECONDS;
  const end = Math.floor(closed.getTime() / length) * length;
  return span(end - length, end);
}

/** Whole days of a window, for thresholds of the same length. */
export function windowDays({ start, end }: DriftWindow): number {
  return Math.round((Date.parse(end) - Date.parse(start)) / DAY_MILLISECONDS);
}

/**
 * The newest UTC day on which quality is to be judged and that has begun, after its time for late records.
 * @param judgedOnDays days of the month, 1 to 28
 * @example judgementDay([1, 15], '2013-06-16T06:00:00Z', 60) // '2013-06-15'
 */
export function judgementDay(judgedOnDays: readonly number[], asOf: string, latenessMinutes: number): string {
  let day = Math.floor((Date.parse(asOf) - latenessMinutes * 60_000) / DAY_MILLISECONDS);
  // Each month has each of the days 1 to 28, so the newest one is at most 31 days back.
  while (!judgedOnDays.includes(new Date(day * DAY_MILLISECONDS).getUTCDate())) day -= 1;
  return new Date(day * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

/** What the registry says about a model, as far as it tells what is to be done. */
export interface MonitoringState {
  readonly champion?: { readonly version: number; readonly asOf: string };
  /** Start, version and sketches of the windows that were judged. */
  readonly judgedWindows: readonly { readonly start: string; readonly version: number }[];
  readonly judgedQuality: readonly { readonly day: string; readonly version: number }[];
  /** Label files that no join has taken yet, and those of which rows still wait for their capture. */
  readonly newLabels: number;
  readonly waitingLabels: number;
  /** Event time of the last join. */
  readonly lastJoinAsOf?: string;
  /** A judged window of the champion has got sketches since. */
  readonly reopened?: DriftWindow;
  /**
   * A verdict stands and nobody asked, a refusal's reasons are over, a request has ended unnoticed, or an incident has
   * outlived its version.
   */
  readonly needsReconciling: boolean;
}

export interface DueWork {
  readonly join: boolean;
  readonly drift: DriftWindow | null;
  /** What the answers hang on is measured before the window is judged. */
  readonly attribution: boolean;
  readonly quality: string | null;
  readonly reconcile: boolean;
}

/** One run of the join takes so many label files; more than these are not kept waiting. */
export const LABEL_FILES_A_RUN = 31;

/**
 * What is to be done for a model at a moment of event time: everything that the clock drives, as a function of asOf
 * and what was done already, so a tick that comes late, twice or never leaves nothing undone.
 */
export function dueWork(asOf: string, model: CompiledModel, state: MonitoringState): DueWork {
  const drift = dueDrift(asOf, model, state);
  const quality = dueQuality(asOf, model, state);
  const isJudging = drift !== null || quality !== null;
  return {
    join: state.newLabels + state.waitingLabels > 0 && (isJudging || isJoinDue(asOf, model, state)),
    drift,
    attribution: drift !== null && model.monitoring.attribution !== undefined,
    quality,
    reconcile: isJudging || state.needsReconciling,
  };
}

function dueDrift(asOf: string, { monitoring }: CompiledModel, state: MonitoringState): DriftWindow | null {
  const { champion } = state;
  if (champion === undefined) return null;
  const window = closedWindow(monitoring.driftWindow, asOf, monitoring.latenessMinutes);
  const isJudged = state.judgedWindows.some(
    ({ start, version }) => start === window.start && version === champion.version,
  );
  // A window that ended before the champion came to serve is another version's.
  if (!isJudged && Date.parse(window.end) > Date.parse(champion.asOf)) return window;
  return state.reopened ?? null;
}

function dueQuality(asOf: string, { monitoring }: CompiledModel, state: MonitoringState): string | null {
  const { champion } = state;
  if (champion === undefined) return null;
  const day = judgementDay(monitoring.quality.judgedOnDays, asOf, monitoring.latenessMinutes);
  if (Date.parse(day) <= Date.parse(champion.asOf)) return null;
  const isJudged = state.judgedQuality.some(
    (judged) => judged.day === day && judged.version === champion.version,
  );
  return isJudged ? null : day;
}

function isJoinDue(asOf: string, { serving }: CompiledModel, state: MonitoringState): boolean {
  if (state.newLabels >= LABEL_FILES_A_RUN || state.lastJoinAsOf === undefined) return true;
  return Date.parse(asOf) - Date.parse(state.lastJoinAsOf) >= serving.joinEveryDays * DAY_MILLISECONDS;
}

function span(start: number, end: number): DriftWindow {
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
}
