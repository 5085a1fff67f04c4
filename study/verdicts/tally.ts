/** What was said of features whose truth is known. */
export interface Tally {
  readonly found: number;
  readonly missed: number;
  readonly falseAlarms: number;
  readonly quiet: number;
}

export interface Saying {
  readonly isChanged: boolean;
  readonly said: boolean;
}

export function tallyOf(sayings: readonly Saying[]): Tally {
  const count = (isChanged: boolean, said: boolean) =>
    sayings.filter((one) => one.isChanged === isChanged && one.said === said).length;
  return {
    found: count(true, true),
    missed: count(true, false),
    falseAlarms: count(false, true),
    quiet: count(false, false),
  };
}

/** Share of what was called changed that had changed; 1 where nothing was called. */
export function precisionOf({ found, falseAlarms }: Tally): number {
  return found + falseAlarms === 0 ? 1 : found / (found + falseAlarms);
}

/** Share of what had changed that was called; 1 where nothing had. */
export function recallOf({ found, missed }: Tally): number {
  return found + missed === 0 ? 1 : found / (found + missed);
}

/** Share of what had not changed that was called. */
export function falseAlarmRate({ falseAlarms, quiet }: Tally): number {
  return falseAlarms + quiet === 0 ? 0 : falseAlarms / (falseAlarms + quiet);
}
