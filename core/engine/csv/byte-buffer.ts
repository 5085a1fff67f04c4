/** From this length on the engine's own copy is faster than a loop. */
const LONG_COPY = 48;
const ENCODER = new TextEncoder();

/** Bytes that are put together piece by piece and taken away as one. */
export class ByteBuffer {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Where the bytes lie, up to `length`: for a look, until the next change. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  get length(): number {
    return this.#length;
  }

  pushByte(byte: number): void {
    if (this.#length === this.#bytes.length) this.reserve(1);
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  pushRange(source: Uint8Array, start: number, end: number): void {
    const size = end - start;
    this.reserve(size);
    const bytes = this.#bytes;
    let to = this.#length;
    if (size >= LONG_COPY) bytes.set(source.subarray(start, end), to);
    else for (let at = start; at < end; at += 1, to += 1) bytes[to] = source[at] ?? 0;
    this.#length += size;
  }

  pushText(text: string): void {
    // A UTF-16 unit has three bytes at most.
    this.reserve(text.length * 3);
    this.#length += ENCODER.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  /** Forgets what came after a length that it once had. */
  cutTo(length: number): void {
    this.#length = length;
  }

  /** All of it, as bytes that belong to the caller. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** Room for so many bytes more. */
  reserve(size: number): void {
    const needed = this.#length + size;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
