import { createHash } from 'node:crypto';

/** A source of numbers in [0, 1): the same seed gives the same sequence on every machine. */
export type Random = () => number;

/**
 * A seeded generator (sfc32, 128 bits of state): fast, passes PractRand, and not for secrets.
 * @param seed any text; hashed, so that similar seeds give unrelated sequences
 * @example seededRandom('a')() === seededRandom('a')() // true
 */
export function seededRandom(seed: string): Random {
  const digest = createHash('sha256').update(seed).digest();
  let [a, b, c, counter] = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)) as [
    number,
    number,
    number,
    number,
  ];
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  };
}

/**
 * The numbers below `length` in a random order.
 * @example shuffled(3, () => 0) // [1, 2, 0]
 * @see Fisher and Yates (1938); Durstenfeld (1964), Algorithm 235: Random permutation
 */
export function shuffled(length: number, random: Random): number[] {
  const order = Array.from({ length }, (_, index) => index);
  for (let at = length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
}
