import { KeySet } from '../key-set.ts';
import { rowKey, SEPARATOR } from '../row-key.ts';
import type { TableBlock } from '../table-block.ts';

const SEPARATOR_BYTE = SEPARATOR.charCodeAt(0);
const [FIRST_PRINTABLE, LAST_ASCII, BACKSLASH] = [0x20, 0x7f, 0x5c];
const LONGEST = 4096;

/** Which rows came before: 16 bytes each, by whichever way they were read. */
export class SeenRows {
  readonly #width: number;
  readonly #keys = new KeySet();
  readonly #key = new Uint8Array(LONGEST);

  constructor(width: number) {
    this.#width = width;
  }

  /** @returns false when such a row came before */
  add(cells: readonly string[]): boolean {
    return this.#keys.add(rowKey(cells));
  }

  /** The same for a row of a block. */
  addFound(block: TableBlock, row: number): boolean {
    const length = this.#writeKey(block, row);
    if (length >= 0) return this.#keys.addAscii(this.#key, 0, length);
    return this.add(Array.from({ length: this.#width }, (_, column) => block.text(column, row)));
  }

  /** @returns its length; -1 where the key is another than the cells one behind the other, or is long */
  #writeKey(block: TableBlock, row: number): number {
    const key = this.#key;
    let length = 0;
    for (let column = 0; column < this.#width; column += 1) {
      block.find(column, row);
      const { bytes, start, end } = block;
      if (length + end - start >= LONGEST) return -1;
      if (column > 0) key[length++] = SEPARATOR_BYTE;
      for (let at = start; at < end; at += 1) {
        const byte = bytes[at] ?? 0;
        if (byte < FIRST_PRINTABLE || byte > LAST_ASCII || byte === BACKSLASH) return -1;
        key[length++] = byte;
      }
    }
    return length;
  }
}
