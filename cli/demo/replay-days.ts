/** Days as the replay counts them: UTC, `2013-04-01`. */
const DAY_MILLISECONDS = 86_400_000;

/** @example addDays('2013-03-31', 1) // '2013-04-01' */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

/** Every day from one to another, both included. */
export function daysBetween(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}
