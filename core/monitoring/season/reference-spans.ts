import type { DriftWindow } from '../due-work.ts';
import type { SeasonSection } from '../sections/season.ts';

/** What a window is held against beside training, as model.yaml declares it. */
export interface SeasonRule {
  readonly kind: SeasonSection['kind'];
  /** So many former years, weeks or windows, as far as they have rows. */
  readonly windows: number;
  /** Which drift alarms: any, or only what the season does not explain. Default: any. */
  readonly alarmOn?: 'any' | 'new';
}

const DAY_MILLISECONDS = 86_400_000;
const WEEK_MILLISECONDS = 7 * DAY_MILLISECONDS;

/**
 * The stretches of event time that a window's season is made of, newest first; all lie before the window.
 *
 * former-years: the same calendar month, or the same days, of the years before. trailing: the windows before it.
 * hour-of-week: the weeks before it, of which only the window's hours of the week count.
 * @example referenceSpans({ kind: 'former-years', windows: 1 }, { start: '2024-02-01T00:00:00.000Z', end: '2024-03-01T00:00:00.000Z' })[0].end // '2023-03-01T00:00:00.000Z'
 */
export function referenceSpans({ kind, windows }: SeasonRule, window: DriftWindow): readonly DriftWindow[] {
  const [start, end] = [Date.parse(window.start), Date.parse(window.end)];
  const months = monthsOf(window);
  return Array.from({ length: windows }, (_, index) => index + 1).map((back) => {
    if (kind === 'hour-of-week')
      return spanOf(start - back * WEEK_MILLISECONDS, start - (back - 1) * WEEK_MILLISECONDS);
    const moved = kind === 'former-years' ? 12 * back : back;
    if (months) return spanOf(monthsBefore(start, moved), monthsBefore(end, moved));
    const from = kind === 'former-years' ? monthsBefore(start, moved) : start - back * (end - start);
    return spanOf(from, from + (end - start));
  });
}

/** Is the window a whole calendar month? */
function monthsOf({ start, end }: DriftWindow): boolean {
  const [from, to] = [new Date(start), new Date(end)];
  return from.getUTCDate() === 1 && monthsBefore(to.getTime(), 1) === from.getTime();
}

/** The same moment so many months before; a day that the month does not have is the first of the next. */
function monthsBefore(moment: number, months: number): number {
  const date = new Date(moment);
  const day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, date.getUTCDate());
  const nextMonth = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months + 1, 1);
  return Math.min(day, nextMonth) + (moment % DAY_MILLISECONDS);
}

function spanOf(start: number, end: number): DriftWindow {
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
}
