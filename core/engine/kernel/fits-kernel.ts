import type { CaptureCounterOptions } from './capture-counter.ts';
import { fitsKernel } from './column-tables.ts';

const MOST_COLUMNS = 2001;
const [DIGIT_NINE, BACKSLASH] = [57, 92];

/** The kernel counts one answer a row, in bins that its tables can hold, and must be allowed to. */
export function fitsKernelCounter(options: CaptureCounterOptions): boolean {
  const { bins, names, withKernel = true } = options;
  const columns = [...bins.features, ...bins.predictions];
  const tellsNames = names === undefined || (names.every(isWord) && tellingColumn(options) >= 0);
  return (
    withKernel &&
    bins.predictions.length === 1 &&
    columns.length <= MOST_COLUMNS &&
    columns.every(fitsKernel) &&
    tellsNames
  );
}

/** The column by which the kernel tells a line of names from a row, one of numbers; -1 when none is looked for. */
export function tellingColumn({ bins, names, skipped }: CaptureCounterOptions): number {
  if (names === undefined) return -1;
  return bins.features.findIndex(({ kind }, place) => kind === 'number' && skipped?.has(place) !== true);
}

/** A name that begins like no number does: where numbers are expected, the kernel sees that it is one. */
function isWord(name: string): boolean {
  const first = name.charCodeAt(0);
  return first > DIGIT_NINE && first !== BACKSLASH;
}
