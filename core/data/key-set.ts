/**
 * A set of row keys in 16 bytes each: two independent 53-bit hashes of the key, in open addressing.
 * At most half of the slots are in use: ten million rows take 540 MB; two different keys meet with a probability below 1e-17.
 */
export class KeySet {
  #first = new Float64Array(1024);
  #second = new Float64Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @returns false when the key is in the set already */
  add(key: string): boolean {
    return this.#addHash(hash53(key, 0), hash53(key, SECOND_SEED));
  }

  /** The same for a key of ASCII characters as bytes. */
  addAscii(bytes: Uint8Array, start: number, end: number): boolean {
    let [a, b] = [START_A, START_B];
    let [c, d] = [START_A ^ SECOND_SEED, START_B ^ SECOND_SEED];
    for (let at = start; at < end; at += 1) {
      const code = bytes[at] ?? 0;
      a = Math.imul(a ^ code, FACTOR_A);
      b = Math.imul(b ^ code, FACTOR_B);
      c = Math.imul(c ^ code, FACTOR_A);
      d = Math.imul(d ^ code, FACTOR_B);
    }
    return this.#addHash(joined(a, b), joined(c, d));
  }

  has(key: string): boolean {
    const slot = this.#find(hash53(key, 0), hash53(key, SECOND_SEED));
    return slot < 0;
  }

  #addHash(a: number, b: number): boolean {
    const slot = this.#find(a, b);
    if (slot < 0) return false;
    this.#first[slot] = a;
    this.#second[slot] = b;
    this.#size += 1;
    if (this.#size * 2 > this.#first.length) this.#grow();
    return true;
  }

  /** A free slot, or the complement of the slot that holds the key. */
  #find(a: number, b: number): number {
    const mask = this.#first.length - 1;
    let slot = a & mask;
    for (;;) {
      const found = this.#first[slot];
      if (found === 0) return slot;
      if (found === a && this.#second[slot] === b) return ~slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const [first, second] = [this.#first, this.#second];
    this.#first = new Float64Array(first.length * 2);
    this.#second = new Float64Array(first.length * 2);
    first.forEach((a, index) => {
      if (a === 0) return;
      const slot = this.#find(a, second[index] ?? 0);
      this.#first[slot] = a;
      this.#second[slot] = second[index] ?? 0;
    });
  }
}

const SECOND_SEED = 0x9e3779b9;
const [START_A, START_B] = [0xdeadbeef, 0x41c6ce57];
const [FACTOR_A, FACTOR_B] = [0x85ebca77, 0xc2b2ae3d];

/** A 53-bit hash made of two 32-bit multiply-and-xor lanes; never 0, which marks a free slot. */
function hash53(text: string, seed: number): number {
  let a = START_A ^ seed;
  let b = START_B ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, FACTOR_A);
    b = Math.imul(b ^ code, FACTOR_B);
  }
  return joined(a, b);
}

function joined(first: number, second: number): number {
  let [a, b] = [first, second];
  a ^= Math.imul(a ^ (b >>> 15), 0x735a2d97);
  b ^= Math.imul(b ^ (a >>> 15), 0xcaf649a9);
  a ^= b >>> 16;
  b ^= a >>> 16;
  return 2097152 * (b >>> 0) + (a >>> 11) || 1;
}
