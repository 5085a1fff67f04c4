import {
  BYTE_MASKS,
  DIGIT_SHUFFLES,
  FREE,
  GRID_CELLS,
  HEAD_LIMITS,
  INTEGER_POWERS,
  LARGEST_POWER,
  POWER_HEADS,
  POWER_INVERSES,
  POWER_RESTS,
  POWERS,
  VECTORS,
} from './layout.ts';

/** Adding it to a double below 2^31 leaves the rounded integer in the low bits. */
export const TO_INTEGER = 2 ** 52;
const SPLITTER = 2 ** 27 + 1;
/** Of a shuffle: this byte of the result is zero. */
const NOTHING = 0x80;

/** The same for every kernel: worked out once. */
let tables: Uint8Array | undefined;

/** Writes what the code of kernels needs whatever they are for: powers of ten, masks, shuffles, vectors. */
export function writeFixedTables(memory: ArrayBuffer): void {
  tables ??= fixedTables();
  new Uint8Array(memory).set(tables);
}

/** Memory up to the first byte that is free. */
function fixedTables(): Uint8Array {
  const bytes = new Uint8Array(FREE);
  const view = new DataView(bytes.buffer);
  writePowers(view);
  for (let length = 0; length <= 16; length += 1) {
    bytes.fill(0xff, BYTE_MASKS + length * 16, BYTE_MASKS + length * 16 + length);
    for (let dot = 0; dot <= length; dot += 1) writeShuffle(bytes, length, dot);
  }
  const vector = (index: number, size: 1 | 2 | 8, values: readonly number[]) => {
    for (let at = 0; at < 16; at += size) {
      const value = values[(at / size) % values.length] ?? 0;
      const address = VECTORS + index * 16 + at;
      if (size === 1) view.setUint8(address, value);
      else if (size === 2) view.setUint16(address, value, true);
      else view.setFloat64(address, value, true);
    }
  };
  // Of numbers: the digit zero, the largest digit, a dot less the digit zero, weights of digits, pairs and fours.
  vector(0, 1, [0x30]);
  vector(1, 1, [9]);
  vector(2, 1, [(0x2e - 0x30) & 0xff]);
  vector(3, 2, [10]);
  vector(4, 2, [0xff]);
  vector(5, 2, [100, 1]);
  vector(6, 2, [10_000, 1]);
  vector(7, 8, [GRID_CELLS]);
  vector(8, 8, [TO_INTEGER]);
  // Of base64.
  const { ofLow, ofHigh, shifts } = alphabetTables();
  vector(9, 1, ofLow);
  vector(10, 1, ofHigh);
  vector(11, 1, shifts);
  vector(12, 1, [2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, NOTHING, NOTHING, NOTHING, NOTHING]);
  return bytes;
}

function writePowers(view: DataView): void {
  for (let k = 0; k <= LARGEST_POWER; k += 1) {
    const power = Number(`1e${k}`);
    const rest = Number(10n ** BigInt(k) - BigInt(power));
    view.setFloat64(POWERS + k * 8, power, true);
    view.setFloat64(POWER_RESTS + k * 8, rest, true);
    view.setFloat64(POWER_HEADS + k * 8, SPLITTER * power - (SPLITTER * power - power), true);
    view.setFloat64(POWER_INVERSES + k * 8, 1 / power, true);
    if (k <= 18) view.setBigInt64(INTEGER_POWERS + k * 8, 10n ** BigInt(k), true);
  }
  // With so many digits behind it, a head below the limit gives a number below 10^18.
  for (let tail = 0; tail < 16; tail += 1) {
    view.setBigInt64(HEAD_LIMITS + tail * 8, tail <= 8 ? 10n ** BigInt(18 - tail) : 0n, true);
  }
}

/** The digits of a text of this length with a dot at this place (none when equal), moved to the right end. */
function writeShuffle(bytes: Uint8Array, length: number, dot: number): void {
  const digits = Array.from({ length }, (_, place) => place).filter((place) => place !== dot);
  const address = DIGIT_SHUFFLES + (length * 32 + dot) * 16;
  for (let at = 0; at < 16; at += 1) {
    bytes[address + at] = digits[digits.length - 16 + at] ?? NOTHING;
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * What tells a character of the alphabet, and its value, by its two halves of four bits. Rows (upper halves) that hold
 * the same columns are of one kind, one bit each; a column bars the kinds that do not hold it. What is added to a
 * character to get its value is the same in all of a row, but for the slash, which takes the empty row in front.
 */
function alphabetTables(): {
  readonly ofLow: readonly number[];
  readonly ofHigh: readonly number[];
  readonly shifts: readonly number[];
} {
  const codes = Array.from(ALPHABET, (character) => character.charCodeAt(0));
  const columnsOf = (row: number) => codes.filter((code) => code >> 4 === row).map((code) => code & 15);
  const nameOf = (row: number) =>
    columnsOf(row)
      .sort((a, b) => a - b)
      .join(' ');
  const rows = Array.from({ length: 16 }, (_, row) => row);
  const kinds = [...new Set(rows.map(nameOf))];
  const ofHigh = rows.map((row) => 1 << kinds.indexOf(nameOf(row)));
  const ofLow = rows.map((column) =>
    rows
      .filter((row) => !columnsOf(row).includes(column))
      .reduce((barred, row) => barred | (ofHigh[row] ?? 0), 0),
  );
  const shifts = rows.map((row) => {
    const first = codes.findIndex((code) => code >> 4 === row && code !== 0x2f);
    return first < 0 ? 0 : (first - (codes[first] ?? 0)) & 0xff;
  });
  shifts[1] = (63 - 0x2f) & 0xff;
  return { ofLow, ofHigh, shifts };
}
