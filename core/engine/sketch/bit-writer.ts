const UTF8 = new TextEncoder();
const FIRST_SIZE = 4096;

/** Bytes that are written bit by bit, the highest bit of a byte first; numbers need not begin with a byte. */
export class BitWriter {
  #bytes = new Uint8Array(FIRST_SIZE);
  /** Bits written. */
  #length = 0;

  /** @param value whole, 0 to 2^width - 1 @param width 0 to 53 bits */
  write(value: number, width: number): void {
    if (width > 32) {
      this.#writeWord(Math.floor(value / 2 ** 32), width - 32);
      this.#writeWord(value >>> 0, 32);
    } else this.#writeWord(value, width);
  }

  /** A whole number from 0 below 2^53: 7 bits a group, the lowest first, with a bit in front that says "more". */
  writeNumber(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#writeWord(128 + (rest % 128), 8);
    this.#writeWord(rest, 8);
  }

  /** A double as IEEE 754 lays it out. */
  writeDouble(value: number): void {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    this.#writeWord(view.getUint32(0), 32);
    this.#writeWord(view.getUint32(4), 32);
  }

  /** UTF-8, its length in bytes before it, from the next whole byte on. */
  writeText(text: string): void {
    const bytes = UTF8.encode(text);
    this.#length = Math.ceil(this.#length / 8) * 8;
    this.writeNumber(bytes.length);
    for (const byte of bytes) this.#writeWord(byte, 8);
  }

  /** All that was written, the last byte filled up with zeros. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, Math.ceil(this.#length / 8));
  }

  #writeWord(value: number, width: number): void {
    if (this.#length + width > this.#bytes.length * 8) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    for (let left = width; left > 0;) {
      const at = this.#length >>> 3;
      const room = 8 - (this.#length & 7);
      const taken = Math.min(room, left);
      const bits = (value >>> (left - taken)) & ((1 << taken) - 1);
      this.#bytes[at] = (this.#bytes[at] ?? 0) | (bits << (room - taken));
      this.#length += taken;
      left -= taken;
    }
  }
}
