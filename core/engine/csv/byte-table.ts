const WORD = 4;
/** The bytes of a word that belong to a value of so many. */
const MASKS = Int32Array.of(0, 0xff, 0xffff, 0xffffff);
const FACTOR = 0x85ebca6b;

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
  #view = new DataView(this.#pool.buffer);
  readonly counts: number[] = [];

  get size(): number {
    return this.counts.length;
  }

  /** @returns the number of the entry, from 0 in order of arrival; -1 when there is none */
  find(bytes: Uint8Array, start: number, end: number): number {
    return this.#find(bytes, start, end, hashOf(bytes, start, end));
  }

  /** The same for bytes that are read four at a time; there are at least four behind the value. */
  findByWords(view: DataView, start: number, end: number): number {
    let hash = end - start;
    let at = start;
    for (; at + WORD <= end; at += WORD) hash = joined(hash, view.getInt32(at, true));
    if (at < end) hash = joined(hash, view.getInt32(at, true) & (MASKS[end - at] ?? 0));
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] ?? -1;
      if (entry < 0) return -1;
      if (this.#hashes[entry] === hash && this.#isEqualByWords(entry, view, start, end)) return entry;
    }
  }

  #find(bytes: Uint8Array, start: number, end: number, hash: number): number {
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
    // Words are read beyond the end of the last value.
    if (needed + WORD > this.#pool.length) {
      const larger = new Uint8Array(Math.max(needed + WORD, this.#pool.length * 2));
      larger.set(this.#pool);
      this.#pool = larger;
      this.#view = new DataView(larger.buffer);
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

  #isEqualByWords(entry: number, view: DataView, start: number, end: number): boolean {
    const pool = this.#view;
    let own = this.#offsets[entry] ?? 0;
    if ((this.#offsets[entry + 1] ?? 0) - own !== end - start) return false;
    let at = start;
    for (; at + WORD <= end; at += WORD, own += WORD) {
      if (view.getInt32(at, true) !== pool.getInt32(own, true)) return false;
    }
    return (
      at === end || ((view.getInt32(at, true) ^ pool.getInt32(own, true)) & (MASKS[end - at] ?? 0)) === 0
    );
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
  let hash = end - start;
  for (let at = start; at < end; at += WORD) {
    let word = 0;
    for (let byte = Math.min(WORD, end - at) - 1; byte >= 0; byte -= 1)
      word = (word << 8) | (bytes[at + byte] ?? 0);
    hash = joined(hash, word);
  }
  return hash;
}

function joined(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, FACTOR);
  return mixed ^ (mixed >>> 15);
}

/** The low bits of a product hang on the low bits of its factors only. */
function spread(hash: number): number {
  return hash ^ (hash >>> 13);
}
