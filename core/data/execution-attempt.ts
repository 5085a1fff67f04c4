/** The data machine ends within an hour: so long after its start an execution has certainly ended. */
export const LONGEST_EXECUTION_MILLISECONDS = 2 * 3_600_000;
/** From this attempt on a person should look. */
const STUCK_ATTEMPT = 5;

/** How an upload that is still only claimed is to be executed now. */
export interface ExecutionAttempt {
  readonly name: string;
  /** It was tried several times, or was forgotten for long. */
  readonly isStuck: boolean;
}

/**
 * An execution that ended keeps its name for 90 days, so each further attempt needs a name of its own. It follows from
 * the time since the claim, in spans of 2, 2, 4, 8, 16 hours and so on: all sweeps within one span name the same
 * execution and only the first starts it. A file that always fails is tried ever more rarely; one that was forgotten is
 * tried at once, however late.
 *
 * @example executionAttempt('ds-1', '2024-05-01T00:00:00Z', new Date('2024-05-01T00:10:00Z')).name // 'ds-1'
 * @example executionAttempt('ds-1', '2024-05-01T00:00:00Z', new Date('2024-05-01T05:00:00Z')).name // 'ds-1-attempt-3'
 */
export function executionAttempt(uploadId: string, claimedAt: string, now: Date): ExecutionAttempt {
  const spans = (now.getTime() - Date.parse(claimedAt)) / LONGEST_EXECUTION_MILLISECONDS;
  const attempt = spans < 1 ? 1 : 2 + Math.floor(Math.log2(spans));
  const name = attempt === 1 ? uploadId : `${uploadId}-attempt-${attempt}`;
  return { name, isStuck: attempt >= STUCK_ATTEMPT };
}
