import { rowHash } from './row-scores/row-hash.ts';

/** So many event ids are kept as they are: far more than one capture object of either writer holds. */
export const MOST_EXACT_EVENTS = 100_000;
/** Hashes in one generation, in so many slots: at 72 % of them taken a look-up still meets two or three. */
const [GENERATION_EVENTS, SLOTS] = [1_500_000, 2_097_152];

/**
 * Tells events that were met before, in memory that does not grow without end.
 *
 * The first `exact` ids are kept themselves. Further ones are kept as hashes of 53 bits, in two generations: when one
 * is full, the older is forgotten. So an event among the first `exact` is never taken for another one, and one that
 * comes again is found if at most 1,500,000 others came in between. A new event later on is taken for a repeat, and left
 * out, with a probability of at most 3,000,000 / 2^53 = 3.4e-10.
 *
 * Memory: the ids, about 10 MB for 100,000, and 16 MB for each generation that is begun.
 */
export class SeenEvents {
  readonly #ids = new Set<string>();
  readonly #exact: number;
  readonly #generation: number;
  #newer: HashTable | undefined;
  #older: HashTable | undefined;

  constructor(exact = MOST_EXACT_EVENTS, generation = GENERATION_EVENTS) {
    this.#exact = exact;
    this.#generation = generation;
  }

  /** Notes an event. @returns whether it was met before */
  meet(eventId: string): boolean {
    if (this.#ids.has(eventId)) return true;
    if (this.#ids.size < this.#exact) {
      this.#ids.add(eventId);
      return false;
    }
    const hash = rowHash(eventId);
    if (this.#older?.has(hash) === true) return true;
    if (this.#newer === undefined || this.#newer.size >= this.#generation) {
      const spare = this.#older;
      this.#older = this.#newer;
      this.#newer =
        spare ?? new HashTable(Math.max(2, Math.ceil((this.#generation * SLOTS) / GENERATION_EVENTS)));
      this.#newer.clear();
      if (this.#older?.has(hash) === true) return true;
    }
    return !this.#newer.add(hash);
  }
}

/** Open addressing with linear probing; hashes are moved up by one, since 0 is an empty slot. */
class HashTable {
  readonly #slots: Float64Array;
  size = 0;

  constructor(slots: number) {
    this.#slots = new Float64Array(slots);
  }

  has(hash: number): boolean {
    return this.#slots[this.#slotOf(hash)] === hash + 1;
  }

  /** @returns whether it was new */
  add(hash: number): boolean {
    const slot = this.#slotOf(hash);
    if (this.#slots[slot] === hash + 1) return false;
    this.#slots[slot] = hash + 1;
    this.size += 1;
    return true;
  }

  clear(): void {
    if (this.size === 0) return;
    this.#slots.fill(0);
    this.size = 0;
  }

  /** Where the hash stands, or the empty slot where it belongs. */
  #slotOf(hash: number): number {
    const { length } = this.#slots;
    let slot = hash % length;
    for (;;) {
      const found = this.#slots[slot];
      if (found === 0 || found === hash + 1) return slot;
      slot = slot + 1 === length ? 0 : slot + 1;
    }
  }
}
