/** A record of the contest's hold-out with the prediction that the same artifact gave offline. */
export interface GoldenRecord {
  /** The features as one CSV line, in the model's order. */
  readonly line: string;
  readonly expected: number;
}

export interface SmokeVerdict {
  readonly passed: boolean;
  readonly compared: number;
  readonly largestDifference: number;
  readonly reasons: readonly string[];
}

/**
 * Answers of a new variant against what its artifact predicted offline: finds a wrong artifact, swapped columns,
 * stale preprocessing and a model that answers NaN or too few lines, before it gets any live traffic.
 *
 * @param answers   one text line per golden record, as the endpoint sent them
 * @param tolerance largest difference allowed, relative to max(1, |expected|)
 * @example judgeSmokeTest([{ line: '1,2', expected: 3 }], ['3.0'], 1e-4).passed // true
 */
export function judgeSmokeTest(
  golden: readonly GoldenRecord[],
  answers: readonly string[],
  tolerance: number,
): SmokeVerdict {
  const reasons: string[] = [];
  if (golden.length === 0) reasons.push('there are no golden records');
  if (answers.length !== golden.length) {
    reasons.push(`${answers.length} answers for ${golden.length} records`);
  }
  let largest = 0;
  let wrong = 0;
  let notNumbers = 0;
  golden.forEach(({ expected }, index) => {
    const text = answers[index];
    const answer = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(answer)) {
      notNumbers += 1;
      return;
    }
    const difference = Math.abs(answer - expected) / Math.max(1, Math.abs(expected));
    if (difference > largest) largest = difference;
    if (difference > tolerance) wrong += 1;
  });
  if (notNumbers > 0) reasons.push(`${notNumbers} answers are not finite numbers`);
  if (wrong > 0)
    reasons.push(`${wrong} answers differ from the offline prediction by more than ${tolerance}`);
  return { passed: reasons.length === 0, compared: golden.length, largestDifference: largest, reasons };
}
