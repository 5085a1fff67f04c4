import {
  COLUMN_HEADS,
  COLUMN_LENGTHS,
  COLUMN_PLACES,
  COLUMN_TABLE,
  COLUMN_TABLE_MASK,
  NO_CATEGORY,
} from './layout.ts';

const HEAD_BYTES = 16;

export interface CategoryTableSize {
  /** Values have numbers below; at most NO_CATEGORY. */
  readonly values: number;
  /** For the texts of all values. */
  readonly textBytes: number;
}

/** Slots of a table: at most a quarter of them in use. */
function slotsFor(values: number): number {
  return Math.max(64, 2 ** Math.ceil(Math.log2(values * 4 + 1)));
}

/** Bytes that a table takes, with room for the widest read behind the last text. */
export function categoryTableBytes({ values, textBytes }: CategoryTableSize): number {
  return slotsFor(values) * 2 + values * (HEAD_BYTES + 8) + textBytes + 64;
}

/** The values of a category in a kernel's memory, where kernel/categories.ts looks them up. */
export class CategoryTable {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #slots: Uint16Array;
  readonly #at: number;
  readonly #heads: number;
  readonly #lengths: number;
  readonly #places: number;
  readonly #values: number;
  readonly #textEnd: number;
  readonly #placeOf: (address: number, length: number) => number;
  #text: number;

  /**
   * @param at  address of the table, a multiple of 16
   * @param placeOf  the kernel's own hash of a text that stands at an address
   */
  constructor(
    memory: ArrayBuffer,
    at: number,
    size: CategoryTableSize,
    placeOf: (address: number, length: number) => number,
  ) {
    const slots = slotsFor(size.values);
    this.#bytes = new Uint8Array(memory);
    this.#view = new DataView(memory);
    this.#slots = new Uint16Array(memory, at, slots).fill(NO_CATEGORY);
    this.#at = at;
    this.#values = size.values;
    this.#heads = at + slots * 2;
    this.#lengths = this.#heads + size.values * HEAD_BYTES;
    this.#places = this.#lengths + size.values * 4;
    this.#text = this.#places + size.values * 4;
    this.#textEnd = this.#text + size.textBytes;
    this.#placeOf = placeOf;
  }

  /** Where the kernel finds it. @param word  writes a word of the column's descriptor */
  describe(word: (offset: number, value: number) => void): void {
    word(COLUMN_TABLE, this.#at);
    word(COLUMN_TABLE_MASK, this.#slots.length - 1);
    word(COLUMN_HEADS, this.#heads);
    word(COLUMN_LENGTHS, this.#lengths);
    word(COLUMN_PLACES, this.#places);
  }

  /** @returns false when there is no room for it: then the kernel goes on to ask for it */
  put(value: number, text: Uint8Array): boolean {
    const at = this.#text;
    if (value >= this.#values || at + text.length > this.#textEnd) return false;
    this.#bytes.set(text, at);
    this.#bytes.copyWithin(
      this.#heads + value * HEAD_BYTES,
      at,
      at + Math.min(text.length, HEAD_BYTES),
    );
    this.#view.setUint32(this.#lengths + value * 4, text.length, true);
    this.#view.setUint32(this.#places + value * 4, at, true);
    this.#text = at + text.length;
    const mask = this.#slots.length - 1;
    let slot = this.#placeOf(at, text.length) & mask;
    while (this.#slots[slot] !== NO_CATEGORY) slot = (slot + 1) & mask;
    this.#slots[slot] = value;
    return true;
  }
}
