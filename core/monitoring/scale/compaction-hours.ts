const HOUR_MILLISECONDS = 3_600_000;
/** What came to rest, or is waited for, so long is not looked at again. */
const OLDEST_HOURS = 48;

/** Hours of captures, as their folders are named below the variant: `2013/04/01/07`; both ends belong to them. */
export interface CompactionHours {
  readonly first: string;
  readonly last: string;
}

/**
 * Hours whose captures are worth compacting: over by more than the lateness of captures, and not long ago.
 * @example compactionHours(new Date('2013-04-03T07:59:00Z'), 60) // { first: '2013/04/01/07', last: '2013/04/03/05' }
 */
export function compactionHours(now: Date, latenessMinutes: number): CompactionHours {
  const closed = now.getTime() - latenessMinutes * 60_000;
  return {
    first: hourFolder(now.getTime() - OLDEST_HOURS * HOUR_MILLISECONDS),
    last: hourFolder(closed - HOUR_MILLISECONDS),
  };
}

/** When captures of the first hour may have been answered at the earliest, ISO 8601. */
export function earliestOf({ first }: CompactionHours): string {
  return `${first.slice(0, 10).replaceAll('/', '-')}T${first.slice(11)}:00:00.000Z`;
}

/** @example daysOf({ first: '2013/04/01/07', last: '2013/04/03/05' }) // ['2013/04/01', '2013/04/02', '2013/04/03'] */
export function daysOf(hours: CompactionHours): readonly string[] {
  const last = Date.parse(earliestOf({ ...hours, first: hours.last }));
  const days: string[] = [];
  const start = Math.floor(Date.parse(earliestOf(hours)) / (24 * HOUR_MILLISECONDS)) * 24 * HOUR_MILLISECONDS;
  for (let at = start; at <= last; at += 24 * HOUR_MILLISECONDS) days.push(hourFolder(at).slice(0, 10));
  return days;
}

/** @example hoursBetween(new Date('2013-04-01T07:59:00Z'), new Date('2013-04-01T08:00:00Z')) // ['2013/04/01/07', '2013/04/01/08'] */
export function hoursBetween(since: Date, now: Date): readonly string[] {
  const hours: string[] = [];
  const first = Math.floor(since.getTime() / HOUR_MILLISECONDS) * HOUR_MILLISECONDS;
  for (let at = first; at <= now.getTime(); at += HOUR_MILLISECONDS) hours.push(hourFolder(at));
  return hours;
}

/** @example hourFolder(Date.parse('2013-04-01T07:30:00Z')) // '2013/04/01/07' */
export function hourFolder(at: number): string {
  return new Date(at).toISOString().slice(0, 13).replaceAll('-', '/').replace('T', '/');
}
