/** Where a contest's rows are cut: train < holdoutStart <= hold-out < holdoutEnd, all UTC days. */
export interface HoldoutCut {
  /** ISO date-time of a UTC midnight. */
  readonly holdoutStart: string;
  readonly holdoutEnd: string;
}

const DAY_MILLISECONDS = 86_400_000;

/**
 * The newest `holdoutDays` whole UTC days that lie before `asOf` and hold labelled rows.
 *
 * The cut is a time and not a share of rows: a model is judged on days it could not know, as it will be in service.
 * Rows of the day of `asOf` itself belong to neither part, since that day is not over.
 *
 * @param asOf         ISO date-time of the decision
 * @param maxEventTime event time of the newest labelled row, ISO date-time
 * @param holdoutDays  whole days, >= 1
 * @example cutHoldout('2013-04-01T06:00:00Z', '2013-04-01T03:00:00Z', 28).holdoutStart // '2013-03-04T00:00:00.000Z'
 */
export function cutHoldout(asOf: string, maxEventTime: string, holdoutDays: number): HoldoutCut {
  const end = Math.min(dayOf(asOf), dayOf(maxEventTime) + DAY_MILLISECONDS);
  return {
    holdoutStart: new Date(end - holdoutDays * DAY_MILLISECONDS).toISOString(),
    holdoutEnd: new Date(end).toISOString(),
  };
}

/**
 * The UTC midnight that a moment's day begins with.
 * @example startOfDay('2013-04-01T06:00:00Z') // '2013-04-01T00:00:00.000Z'
 */
export function startOfDay(time: string): string {
  return new Date(dayOf(time)).toISOString();
}

export type Part = 'train' | 'holdout' | 'later';

/** @returns which part a row belongs to, by its event time: `later` ones are in neither */
export function partsOf({ holdoutStart, holdoutEnd }: HoldoutCut): (eventTime: string) => Part {
  const [start, end] = [Date.parse(holdoutStart), Date.parse(holdoutEnd)];
  return (eventTime) => {
    const time = Date.parse(eventTime);
    if (time < start) return 'train';
    return time < end ? 'holdout' : 'later';
  };
}

export type BlockUnit = 'row' | 'hour' | 'day' | 'week';

/**
 * The block of a row: rows of one block are correlated and resampled together.
 * @example blockOf('2013-03-04T05:00:00Z', 'day', 7) // '2013-03-04'
 */
export function blockOf(eventTime: string, unit: BlockUnit, row: number): string {
  switch (unit) {
    case 'row':
      return String(row);
    case 'hour':
      return new Date(eventTime).toISOString().slice(0, 13);
    case 'day':
      return new Date(eventTime).toISOString().slice(0, 10);
    case 'week': {
      // Weeks start on Monday; 1970-01-05 was one.
      const week = Math.floor((dayOf(eventTime) / DAY_MILLISECONDS - 4) / 7);
      return `week-${week}`;
    }
  }
}

function dayOf(time: string): number {
  return Math.floor(Date.parse(time) / DAY_MILLISECONDS) * DAY_MILLISECONDS;
}
