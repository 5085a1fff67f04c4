import type { BitReader } from './bit-reader.ts';
import type { BitWriter } from './bit-writer.ts';

/** Far above any number of rows, and low enough that nothing here leaves 53 bits. */
export const LARGEST_COUNT = 2 ** 50;

/** From so many units on a number is written in full: a run of ones must not grow with it. */
const LONGEST_RUN = 20;
const FULL_WIDTH = 51;
/** Share of a new number in the moving mean, and of a new distance in that of distances. */
const [MEAN_SHARE, DISTANCE_SHARE] = [1 / 4, 1 / 16];

/**
 * Whole numbers from 0 in few bits, when near ones are of a size: bins of equal shares, cells of a smooth density,
 * gaps, ranks. Each is written as its distance from the moving mean of those before,
 *
 *     0, -1, 1, -2, 2, ... as 0, 1, 2, 3, 4, ...; above twice the mean as the number itself
 *
 * and that as its multiples of 2^k by so many ones and a zero, and the rest in k bits, where 2^k is about the moving
 * mean of the distances: both sides know it, so that nothing is stored about the numbers. Counts with the noise of
 * chance take half a bit more than their entropy. A table per column would take less, and more code.
 * @see Rice (1979), Some practical universal noiseless coding techniques; Weinberger, Seroussi and Sapiro (2000), The
 * LOCO-I lossless image compression algorithm, for parameters that follow the data
 */
export class SmoothCode {
  #mean = 0;
  #distance = 1;
  /** k: the least one whose 2^k reaches the mean distance times ln 2, up to rounding; by comparison, which is exact. */
  #width = 0;

  write(writer: BitWriter, value: number): void {
    const folded = fold(value, Math.round(this.#mean));
    const width = this.#width;
    const units = Math.floor(folded / 2 ** width);
    if (units < LONGEST_RUN) {
      writer.write(2 ** (units + 1) - 2, units + 1);
      writer.write(folded - units * 2 ** width, width);
    } else {
      writer.write(2 ** LONGEST_RUN - 1, LONGEST_RUN);
      writer.write(folded, FULL_WIDTH);
    }
    this.#follow(value, folded);
  }

  read(reader: BitReader): number {
    const width = this.#width;
    const units = reader.readRun(LONGEST_RUN);
    const folded = units < LONGEST_RUN ? units * 2 ** width + reader.read(width) : reader.read(FULL_WIDTH);
    const value = unfold(folded, Math.round(this.#mean));
    if (value > LARGEST_COUNT) reader.fail(`a count of ${value}`, `${LARGEST_COUNT} at most`);
    this.#follow(value, folded);
    return value;
  }

  #follow(value: number, folded: number): void {
    this.#mean += (value - this.#mean) * MEAN_SHARE;
    this.#distance += (folded - this.#distance) * DISTANCE_SHARE;
    while (2 ** this.#width * Math.SQRT2 < this.#distance) this.#width += 1;
    while (this.#width > 0 && 2 ** (this.#width - 1) * Math.SQRT2 >= this.#distance) this.#width -= 1;
  }
}

function fold(value: number, mean: number): number {
  if (value > 2 * mean) return value;
  return value >= mean ? 2 * (value - mean) : 2 * (mean - value) - 1;
}

function unfold(folded: number, mean: number): number {
  if (folded > 2 * mean) return folded;
  return folded % 2 === 0 ? mean + folded / 2 : mean - (folded + 1) / 2;
}
