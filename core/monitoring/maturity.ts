import type { JoinedDay } from './judge-quality.ts';
import type { MaturitySection } from './sections/maturity.ts';

export interface MaturityFacts {
  /** The day of the judgement, which is not over. */
  readonly day: string;
  readonly labelMaturityDays: number;
  /** The newest mature days with a label that are judged together, and the labelled rows they must hold. */
  readonly windowDays: number;
  readonly minimumRows: number;
}

/** Answers of a version by UTC day. */
export interface Cohort {
  readonly day: string;
  readonly answered: number;
  readonly labelled: number;
}

const DAY_MILLISECONDS = 86_400_000;
/** A forecast that lies further off is none. */
const MOST_DAYS_AHEAD = 366;

/**
 * Labels of answers before this day count: a day is mature when its end is so many days back.
 * @example matureBefore({ day: '2024-05-10', labelMaturityDays: 2 }) // '2024-05-08'
 */
export function matureBefore({
  day,
  labelMaturityDays,
}: Pick<MaturityFacts, 'day' | 'labelMaturityDays'>): string {
  return dayAfter(day, -labelMaturityDays);
}

/**
 * How many answers of each day have their label, and from which day on there will be labelled mature rows enough.
 *
 * The forecast goes on at the pace seen: as many answers a day as on the days so far, each with the chance of a label that
 * answers of mature days had. A day that is not mature yet counts with what that gives, or with its labels where
 * these are more. Nothing is forecast where no answer has got a label, and nothing beyond a year.
 * @param cohorts days of the version, each once, any order
 */
export function maturityOf(cohorts: readonly Cohort[], facts: MaturityFacts): MaturitySection {
  const before = matureBefore(facts);
  const sorted = cohorts.toSorted((a, b) => (a.day < b.day ? -1 : 1));
  const mature = sorted.filter(({ day }) => day < before);
  const missingRows = Math.max(0, facts.minimumRows - rowsJudged(mature, facts.windowDays));
  return {
    matureBefore: before,
    cohorts: sorted.map(({ day, answered, labelled }) => ({
      ...{ day, answered: Math.max(answered, labelled), labelled },
      isMature: day < before,
    })),
    enoughBy: missingRows === 0 ? null : enoughBy(sorted, mature, facts),
    missingRows,
  };
}

/** Days with answers or labels, each with both counts. */
export function cohortsOf(
  days: readonly JoinedDay[],
  answered: ReadonlyMap<string, number>,
): readonly Cohort[] {
  const labelled = new Map(days.map(({ day, labels }) => [day, labels.length]));
  return [...new Set([...labelled.keys(), ...answered.keys()])].map((day) => ({
    ...{ day, answered: answered.get(day) ?? 0, labelled: labelled.get(day) ?? 0 },
  }));
}

/** As the verdict counts: the newest days with a label. */
function rowsJudged(mature: readonly Pick<Cohort, 'labelled'>[], windowDays: number): number {
  const days = mature.filter(({ labelled }) => labelled > 0).slice(-windowDays);
  return days.reduce((rows, { labelled }) => rows + labelled, 0);
}

function enoughBy(
  cohorts: readonly Cohort[],
  mature: readonly Cohort[],
  facts: MaturityFacts,
): string | null {
  const basis = mature.some(({ answered }) => answered > 0) ? mature : cohorts;
  const [answered, labelled] = [sum(basis, 'answered'), sum(basis, 'labelled')];
  const [first] = cohorts;
  if (first === undefined || labelled === 0) return null;
  const share = Math.min(1, labelled / Math.max(answered, labelled));
  const days = Math.max(1, dayNumber(facts.day) - dayNumber(first.day));
  const pace = (share * Math.max(sum(cohorts, 'answered'), sum(cohorts, 'labelled'))) / days;
  const before = matureBefore(facts);
  const known = new Map(
    cohorts.map((own) => [
      own.day,
      own.day < before ? own.labelled : Math.max(own.labelled, share * own.answered),
    ]),
  );
  const ended: { readonly labelled: number }[] = [];
  const firstAhead = facts.labelMaturityDays + 1 + dayNumber(first.day) - dayNumber(facts.day);
  for (let ahead = firstAhead; ahead <= MOST_DAYS_AHEAD; ahead += 1) {
    // The day that is mature when it is judged so many days ahead.
    const day = dayAfter(facts.day, ahead - facts.labelMaturityDays - 1);
    const labelledThen = known.get(day) ?? (day < facts.day ? 0 : pace);
    if (labelledThen > 0) ended.push({ labelled: labelledThen });
    if (ahead >= 1 && rowsJudged(ended, facts.windowDays) >= facts.minimumRows)
      return dayAfter(facts.day, ahead);
  }
  return null;
}

function sum(cohorts: readonly Cohort[], count: 'answered' | 'labelled'): number {
  return cohorts.reduce((total, cohort) => total + cohort[count], 0);
}

function dayNumber(day: string): number {
  return Date.parse(day) / DAY_MILLISECONDS;
}

/** @example dayAfter('2024-02-28', 2) // '2024-03-01' */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MILLISECONDS).toISOString().slice(0, 10);
}
