import * as z from 'zod';

/**
 * Rows of label files that no capture knows yet: written by the join that looked for them, read by the next one that
 * takes their files. A label may be faster than its capture: SageMaker writes captures minutes after the call, and a
 * queue that is not worked on holds them for days.
 */
export const waitingRowsSchema = z.strictObject({
  /** Captures whose sketches were written until then were looked through: a time by the clock of S3, or empty. */
  searchedTo: z.string(),
  /** Labels of the dataset, in the order of the values. */
  labels: z.array(z.string()),
  files: z.array(
    z.strictObject({
      labelsId: z.string(),
      /** Row id and its values. */
      rows: z.array(z.tuple([z.string(), z.array(z.string())])),
    }),
  ),
});
export type WaitingRows = z.infer<typeof waitingRowsSchema>;

/** A capture record that is not worked on lies among dead letters for so long, and then it is gone. */
const MOST_WAITING_DAYS = 14;
const DAY_MILLISECONDS = 86_400_000;

/**
 * May a row still wait for its capture, or has it waited long enough?
 * @param since          event time of the first join that looked for it
 * @param retentionDays  captures are kept so long
 * @example mayStillCome('2013-04-01T06:00:00Z', '2013-04-15T06:00:00Z', 90) // false
 */
export function mayStillCome(since: string, asOf: string, retentionDays: number): boolean {
  const days = Math.min(MOST_WAITING_DAYS, retentionDays);
  return Date.parse(asOf) - Date.parse(since) < days * DAY_MILLISECONDS;
}

/** The values in the order of the labels that the dataset has now; empty where it had none then. */
export function inOrderOf(
  labels: readonly string[],
  then: readonly string[],
  values: readonly string[],
): readonly string[] {
  return labels.map((name) => values[then.indexOf(name)] ?? '');
}
