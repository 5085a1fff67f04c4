import type { FeatureBins } from '../sketch/feature-sketch.ts';
import type { CaptureCounterOptions } from './capture-counter.ts';
import { fitsKernel } from './column-tables.ts';

const MOST_COLUMNS = 2001;
const [DIGIT_NINE, BACKSLASH] = [57, 92];

/** The kernel counts one answer a row, in bins that its tables can hold. */
export function fitsKernelCounter({ bins, names }: CaptureCounterOptions): boolean {
  const columns = [...bins.features, ...bins.predictions];
  const tellsNames = names === undefined || (names.every(isWord) && bins.features.some(isNumber));
  return (
    bins.predictions.length === 1 && columns.length <= MOST_COLUMNS && columns.every(fitsKernel) && tellsNames
  );
}

/** A name that begins like no number does: where numbers are expected, the kernel sees that it is one. */
function isWord(name: string): boolean {
  const first = name.charCodeAt(0);
  return first > DIGIT_NINE && first !== BACKSLASH;
}

export function isNumber({ kind }: FeatureBins): boolean {
  return kind === 'number';
}
