/** Start value and factor of FNV-1a over 32 bits. */
const HASH_START = 0x811c9dc5 | 0;
const HASH_FACTOR = 0x01000193;

/**
 * Values as bytes, each with how often it was seen: a map that needs no string to be asked.
 *
 * Equal bytes are equal values, since the text is valid UTF-8. Memory grows with the distinct values only.
 */
export class ByteTable {
  #slots = new Int32Array(64).fill(-1);
  #hashes: number[] = [];
  #offsets: number[] = [0];
  #pool = new Uint8Array(1024);
  readonly counts: number[] = [];

  get size(): number {
    return this.counts.length;
  }

  /** @returns the number of the entry, from 0 in order of arrival; -1 when there is none */
  find(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] ?? -1;
      if (entry < 0) return -1;
      if (this.#hashes[entry] === hash && this.#isEqual(entry, bytes, start, end)) return entry;
    }
  }

  /** @returns the entry of the value, which is made with a count of 0 when it is new */
  insert(bytes: Uint8Array, start: number, end: number): number {
    const found = this.find(bytes, start, end);
    if (found >= 0) return found;
    const entry = this.size;
    const offset = this.#offsets[entry] ?? 0;
    const needed = offset + end - start;
    if (needed > this.#pool.length) {
      const larger = new Uint8Array(Math.max(needed, this.#pool.length * 2));
      larger.set(this.#pool);
      this.#pool = larger;
    }
    this.#pool.set(bytes.subarray(start, end), offset);
    this.#offsets.push(needed);
    this.#hashes.push(hashOf(bytes, start, end));
    this.counts.push(0);
    if (this.size * 2 > this.#slots.length) this.#grow();
    else this.#place(entry);
    return entry;
  }

  bytesOf(entry: number): Uint8Array {
    return this.#pool.subarray(this.#offsets[entry], this.#offsets[entry + 1]);
  }

  #isEqual(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    const pool = this.#pool;
    let own = this.#offsets[entry] ?? 0;
    if ((this.#offsets[entry + 1] ?? 0) - own !== end - start) return false;
    for (let at = start; at < end; at += 1, own += 1) if (pool[own] !== bytes[at]) return false;
    return true;
  }

  #place(entry: number): void {
    const mask = this.#slots.length - 1;
    let slot = spread(this.#hashes[entry] ?? 0) & mask;
    while ((this.#slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (let entry = 0; entry < this.size; entry += 1) this.#place(entry);
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_START;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), HASH_FACTOR);
  return hash;
}

/** The low bits of FNV hang on the low bits of the bytes only. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
