import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cohort, cohortsOf, dayAfter, type MaturityFacts, maturityOf } from '#core/monitoring/maturity';

const facts: MaturityFacts = { day: '2024-05-10', labelMaturityDays: 3, windowDays: 7, minimumRows: 500 };
/** Days from one on, oldest first. */
const cohorts = (from: string, ...counts: readonly (readonly [number, number])[]): readonly Cohort[] =>
  counts.map(([answered, labelled], index) => ({ day: dayAfter(from, index), answered, labelled }));

describe('maturityOf', () => {
  it('a day is mature when its end is as many days back as labels take', () => {
    const section = maturityOf(cohorts('2024-05-05', [100, 90], [100, 90], [100, 40], [100, 5]), facts);
    expect(section).toMatchObject({
      matureBefore: '2024-05-07',
      cohorts: [
        { day: '2024-05-05', answered: 100, labelled: 90, isMature: true },
        { day: '2024-05-06', isMature: true },
        { day: '2024-05-07', labelled: 40, isMature: false },
        { day: '2024-05-08', labelled: 5, isMature: false },
      ],
      missingRows: 320,
    });
  });

  it('forecasts the first day on which the newest mature days hold rows enough', () => {
    // 90 labels a day: five more than the two days that are mature. The third of these to come has its labels by half.
    const five = cohorts('2024-05-05', [100, 90], [100, 90], [100, 40], [100, 5], [100, 0]);
    expect(maturityOf(five, facts).enoughBy).toBe('2024-05-14');
    expect(maturityOf(five, { ...facts, minimumRows: 180 })).toMatchObject({
      enoughBy: null,
      missingRows: 0,
    });
    expect(maturityOf(five, { ...facts, minimumRows: 181 }).enoughBy).toBe('2024-05-11');
  });

  it('labels that never come in full are forecast at the share that does come', () => {
    const half = cohorts('2024-05-05', [100, 50], [100, 50], [100, 0], [100, 0], [100, 0]);
    // 50 a day: the window of seven days never holds 500.
    expect(maturityOf(half, facts).enoughBy).toBeNull();
    expect(maturityOf(half, { ...facts, windowDays: 14 }).enoughBy).toBe('2024-05-18');
  });

  it.each([
    ['nothing was answered', []],
    ['no answer has a label yet', cohorts('2024-05-05', [100, 0], [100, 0])],
  ])('F-06 %s: nothing to forecast by', (_, days) => {
    expect(maturityOf(days, facts)).toMatchObject({ enoughBy: null, missingRows: 500 });
  });

  it('before any day is mature the labels that came early tell the pace', () => {
    const young = cohorts('2024-05-08', [300, 270], [300, 270]);
    expect(maturityOf(young, facts)).toMatchObject({ missingRows: 500, enoughBy: '2024-05-13' });
  });

  it('counts a row that has its label as answered, whatever sketches tell', () => {
    const [only] = maturityOf(cohorts('2024-05-05', [0, 90]), facts).cohorts;
    expect(only).toMatchObject({ answered: 90, labelled: 90 });
  });

  it('what is forecast comes true when the pace is kept', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 6 }),
        (rows, labelMaturityDays, days) => {
          const rule = { ...facts, labelMaturityDays, minimumRows: 6 * rows };
          // Answers on all days, labels of those that are mature: labels come after so many days.
          const asOf = (day: string, past: number) =>
            maturityOf(
              cohorts(dayAfter(day, -past), ...new Array<[number, number]>(past).fill([rows, 0])).map(
                (own) => ({
                  ...own,
                  labelled: own.day < dayAfter(day, -labelMaturityDays) ? rows : 0,
                }),
              ),
              { ...rule, day },
            );
          const past = labelMaturityDays + days;
          const { enoughBy, missingRows } = asOf(facts.day, past);
          if (days >= 6) {
            expect(missingRows).toBe(0);
            return;
          }
          const later = (Date.parse(enoughBy ?? '') - Date.parse(facts.day)) / 86_400_000;
          expect(asOf(enoughBy ?? '', past + later).missingRows).toBe(0);
          expect(asOf(dayAfter(enoughBy ?? '', -1), past + later - 1).missingRows).toBeGreaterThan(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});

it('cohorts are days with answers or labels', () => {
  const days = [{ day: '2024-05-02', predictions: [1], labels: [1] }];
  expect(cohortsOf(days, new Map([['2024-05-01', 3]]))).toEqual([
    { day: '2024-05-02', answered: 0, labelled: 1 },
    { day: '2024-05-01', answered: 3, labelled: 0 },
  ]);
});
