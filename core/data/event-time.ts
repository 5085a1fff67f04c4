/** UTC only: a local time has no single place on the axis that windows and hold-outs are cut from. */
const TIMESTAMP = /^\d{4}-\d\d-(\d\d)T([01]\d|2[0-3]):\d\d(:\d\d(\.\d{1,9})?)?Z$/;
const LAST_DAY_OF_EVERY_MONTH = '28';

/**
 * Is it an ISO 8601 date-time in UTC that exists? `Date.parse` takes the 30th of February for the 2nd of March.
 * @example isTimestamp('2013-02-30T00:00:00Z') // false
 */
export function isTimestamp(text: string): boolean {
  const day = TIMESTAMP.exec(text)?.[1];
  if (day === undefined) return false;
  const time = Date.parse(text);
  if (Number.isNaN(time)) return false;
  return day <= LAST_DAY_OF_EVERY_MONTH || new Date(time).toISOString().slice(8, 10) === day;
}

/**
 * Order of two timestamps: negative, 0 or positive. Texts of one length have one form and order as they are;
 * otherwise `11:00Z` would come after `11:00:30Z`.
 */
export function compareTimes(a: string, b: string): number {
  if (a.length === b.length) return a < b ? -1 : a > b ? 1 : 0;
  return Date.parse(a) - Date.parse(b);
}

/** @returns the earlier one; an empty text is no time */
export function earlier(a: string, b: string): string {
  if (a === '' || b === '') return a === '' ? b : a;
  return compareTimes(a, b) <= 0 ? a : b;
}

/** @returns the later one; an empty text is no time */
export function later(a: string, b: string): string {
  if (a === '' || b === '') return a === '' ? b : a;
  return compareTimes(a, b) >= 0 ? a : b;
}
