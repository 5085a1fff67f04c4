import type { WindowReport } from '#core/monitoring/window-report';

type Coverage = Pick<WindowReport['coverage'], 'duplicates' | 'badRecords'>;

/**
 * What was read and not used.
 * @example leftOutText({ duplicates: 2, badRecords: { 'not-json': 1 } }) // '2 duplicates, 1 bad records left out (1 not-json)'
 */
export function leftOutText({ duplicates, badRecords }: Coverage): string {
  const reasons = Object.entries(badRecords);
  const bad = reasons.reduce((sum, [, times]) => sum + times, 0);
  const why = bad === 0 ? '' : ` (${badRecordsText(reasons)})`;
  return `${duplicates} duplicates, ${bad} bad records left out${why}`;
}

/** @example badRecordsText([['other-version', 40], ['not-json', 2]]) // '2 not-json, 40 other-version' */
export function badRecordsText(badRecords: Iterable<readonly [reason: string, times: number]>): string {
  return [...badRecords]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, times]) => `${times} ${reason}`)
    .join(', ');
}
