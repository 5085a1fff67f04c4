import { BadSketchError } from '#core/monitoring/errors';

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads what a BitWriter wrote; what cannot have been written by one is an error, and so is reading past the end. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #where: string;
  /** Bits read. */
  #at = 0;

  /** @param where what errors name as the place */
  constructor(bytes: Uint8Array, where: string) {
    this.#bytes = bytes;
    this.#where = where;
  }

  /** @param width 0 to 53 bits */
  read(width: number): number {
    if (width <= 32) return this.#readWord(width);
    const upper = this.#readWord(width - 32);
    return upper * 2 ** 32 + this.#readWord(32);
  }

  /** How many ones stand before the next zero, which is read as well; `most` of them end the run by themselves. */
  readRun(most: number): number {
    let ones = 0;
    while (ones < most) {
      if (this.#left === 0) this.fail('the end in the middle of a number', 'whole sketches');
      const room = 8 - (this.#at & 7);
      // The rest of the byte at the top of a word; below it ones, so that its zeros are found there only.
      const rest = ((this.#bytes[this.#at >>> 3] ?? 0) << (32 - room)) | (0xffffffff >>> room);
      const found = Math.min(most - ones, room, Math.clz32(~rest));
      ones += found;
      this.#at += found;
      if (found < room && ones < most) {
        this.#at += 1;
        return ones;
      }
    }
    return ones;
  }

  readNumber(): number {
    let [value, scale] = [0, 1];
    for (;;) {
      const group = this.#readWord(8);
      value += (group % 128) * scale;
      if (group < 128) break;
      scale *= 128;
      // Another group would be beyond 2^53.
      if (scale > Number.MAX_SAFE_INTEGER)
        this.fail('a number of more than 53 bits', 'whole numbers below 2^53');
    }
    if (!Number.isSafeInteger(value)) this.fail('a number of more than 53 bits', 'whole numbers below 2^53');
    return value;
  }

  readDouble(): number {
    const view = new DataView(new ArrayBuffer(8));
    view.setUint32(0, this.#readWord(32));
    view.setUint32(4, this.#readWord(32));
    return view.getFloat64(0);
  }

  readText(): string {
    this.#at = Math.ceil(this.#at / 8) * 8;
    const length = this.readNumber();
    if (length * 8 > this.#left) this.fail('a text that goes past the end', 'whole sketches');
    const from = this.#at >>> 3;
    this.#at += length * 8;
    return UTF8.decode(this.#bytes.subarray(from, from + length));
  }

  /** @throws BadSketchError when there is more than what fills up the last byte */
  finish(): void {
    if (this.#left >= 8)
      this.fail(`${Math.floor(this.#left / 8)} bytes behind the end`, 'nothing behind the end');
  }

  fail(received: string, allowed: string): never {
    throw new BadSketchError('a stored sketch is damaged', {
      ...{ where: this.#where, received, allowed },
      fix: 'delete the object and read its source again: the sketch is written anew',
    });
  }

  get #left(): number {
    return this.#bytes.length * 8 - this.#at;
  }

  #readWord(width: number): number {
    if (width > this.#left) this.fail('the end in the middle of a number', 'whole sketches');
    let value = 0;
    for (let left = width; left > 0;) {
      const room = 8 - (this.#at & 7);
      const taken = Math.min(room, left);
      const bits = ((this.#bytes[this.#at >>> 3] ?? 0) >>> (room - taken)) & ((1 << taken) - 1);
      value = value * 2 ** taken + bits;
      this.#at += taken;
      left -= taken;
    }
    return value;
  }
}
