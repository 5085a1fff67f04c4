/** Steps that are taken beyond the first quiet one: a hold-out shows only some of the days there are. */
const HEADROOM = 1;

/**
 * How deaf a detector has to be. Detectors are made for rows that do not depend on each other; rows of a day do, and
 * at their usual settings most detectors call every good or bad day a drift. So the setting is the first, from the
 * most sensitive on, at which the hold-out's own days are silent, and one step beyond.
 * Found by halves: what is silent at one setting is taken to be silent at all deafer ones.
 * @param levels   settings there are, the most sensitive first
 * @param isSilent does the detector say nothing of the hold-out at this level?
 * @returns undefined when no setting is deaf enough
 * @example quietLevel(4, (level) => level >= 1) // 2
 */
export function quietLevel(levels: number, isSilent: (level: number) => boolean): number | undefined {
  const last = levels - 1 - HEADROOM;
  let [low, high] = [0, last + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isSilent(middle)) high = middle;
    else low = middle + 1;
  }
  return low > last ? undefined : low + HEADROOM;
}
