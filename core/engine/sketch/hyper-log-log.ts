import type { ValueHash } from './value-hash.ts';

/** 2^12: the standard error of an estimate is 1.04 / sqrt(4096), 1.63 %. */
export const REGISTERS = 4096;
/** A register holds the rank of what is left of the hash: 52 bits, and one more for none set. */
export const HIGHEST_RANK = 53;
const RANK_BITS = HIGHEST_RANK - 1;

export function emptyRegisters(): Uint8Array {
  return new Uint8Array(REGISTERS);
}

/**
 * Counts a value's hash, in place: its first 12 bits choose the register, which keeps the highest rank it meets. The
 * rank is the place of the first set bit of the other 52, counted from 1.
 */
export function addHash(registers: Uint8Array, { high, low }: ValueHash): void {
  const register = high >>> 20;
  const upper = high << 12;
  const rank = upper === 0 ? 21 + Math.clz32(low) : 1 + Math.clz32(upper);
  if (rank > (registers[register] ?? 0)) registers[register] = rank;
}

/** Merges one into another, in place: the higher rank of each register. Repeats and the order do not matter. */
export function addRegisters(to: Uint8Array, from: Uint8Array): void {
  from.forEach((rank, register) => {
    if (rank > (to[register] ?? 0)) to[register] = rank;
  });
}

/**
 * How many different values the registers have met, by the improved raw estimator: no tables, and no other formula for
 * few values than for many.
 *
 * @returns 0 for none; in 997 of 1,000 cases within three standard errors, 4.9 %, of the truth
 * @example estimateDistinct(new Uint8Array(4096)) // 0
 * @see Flajolet, Fusy, Gandouet and Meunier (2007), HyperLogLog; Ertl (2017), New cardinality estimation algorithms
 * for HyperLogLog sketches, algorithm 6
 */
export function estimateDistinct(registers: Uint8Array): number {
  const ranks = new Array<number>(HIGHEST_RANK + 1).fill(0);
  for (const rank of registers) ranks[rank] = (ranks[rank] ?? 0) + 1;
  const size = registers.length;
  let sum = size * fromAbove(1 - (ranks[HIGHEST_RANK] ?? 0) / size);
  for (let rank = RANK_BITS; rank >= 1; rank -= 1) sum = (sum + (ranks[rank] ?? 0)) / 2;
  sum += size * fromBelow((ranks[0] ?? 0) / size);
  return size ** 2 / (2 * Math.LN2 * sum);
}

/** What registers of rank 0 add: x + sum of 2^(k - 1) x^(2^k); infinite when all are. */
function fromBelow(share: number): number {
  if (share === 1) return Infinity;
  let [power, weight, sum, before] = [share, 1, share, -1];
  while (sum !== before) {
    before = sum;
    power *= power;
    sum += power * weight;
    weight *= 2;
  }
  return sum;
}

/** What registers of the highest rank take away: (1 - x - sum of 2^-k (1 - x^(2^-k))^2) / 3. */
function fromAbove(share: number): number {
  if (share === 0 || share === 1) return 0;
  let [root, weight, sum, before] = [share, 1, 1 - share, -1];
  while (sum !== before) {
    before = sum;
    root = Math.sqrt(root);
    weight /= 2;
    sum -= (1 - root) ** 2 * weight;
  }
  return sum / 3;
}
