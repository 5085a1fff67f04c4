/** Of 64 bits: the high half and the low half, each 0 to 2^32 - 1. */
export interface ValueHash {
  readonly high: number;
  readonly low: number;
}

const UTF8 = new TextEncoder();

/**
 * The 64-bit hash of a category's text, by its UTF-8 bytes: the same on every machine and in every kernel.
 * A lone surrogate counts as U+FFFD, as in UTF-8. Evenly spread, and not for secrets.
 * @example valueHash('') // { high: 4113176041, low: 2847271067 }
 * @see hashBytes for the formula
 */
export function valueHash(text: string): ValueHash {
  return hashBytes(UTF8.encode(text));
}

/**
 * FNV-1a of 64 bits, then the finaliser of splitmix64, which spreads what FNV leaves in the low bits:
 *
 *     h = 0xcbf29ce484222325; for each byte: h = (h xor byte) * 0x100000001b3
 *     h = (h xor h >> 30) * 0xbf58476d1ce4e5b9; h = (h xor h >> 27) * 0x94d049bb133111eb; h xor h >> 31
 *
 * all modulo 2^64, in two halves of 32 bits.
 * @example hashBytes(new Uint8Array([97])) // { high: 46185919, low: 1209278712 }
 * @see Fowler, Noll and Vo; RFC 9923. Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators
 */
export function hashBytes(bytes: Uint8Array): ValueHash {
  let [high, low] = [0xcbf29ce4, 0x84222325];
  for (const byte of bytes) {
    const mixed = (low ^ byte) >>> 0;
    // The prime is 2^40 + 435; 435 times 32 bits stays below 2^41, exact in a double.
    const product = mixed * 435;
    high = (Math.imul(high, 435) + (mixed << 8) + Math.floor(product / 2 ** 32)) >>> 0;
    low = product >>> 0;
  }
  let hash: ValueHash = times(shifted({ high, low }, 30), 0xbf58476d, 0x1ce4e5b9);
  hash = times(shifted(hash, 27), 0x94d049bb, 0x133111eb);
  return shifted(hash, 31);
}

/** h xor h >> by, for 0 < by < 32. */
function shifted({ high, low }: ValueHash, by: number): ValueHash {
  return { high: (high ^ (high >>> by)) >>> 0, low: (low ^ ((high << (32 - by)) | (low >>> by))) >>> 0 };
}

/** The low 64 bits of a product. */
function times({ high, low }: ValueHash, otherHigh: number, otherLow: number): ValueHash {
  const upper = highOfProduct(low, otherLow) + Math.imul(high, otherLow) + Math.imul(low, otherHigh);
  return { high: upper >>> 0, low: Math.imul(low, otherLow) >>> 0 };
}

/** The high 32 bits of a product of two numbers of 32 bits, by halves of 16. */
function highOfProduct(one: number, other: number): number {
  const [a, b, c, d] = [one >>> 16, one & 0xffff, other >>> 16, other & 0xffff];
  const middle = a * d + Math.floor((b * d) / 2 ** 16);
  const rest = b * c + (middle % 2 ** 16);
  return a * c + Math.floor(middle / 2 ** 16) + Math.floor(rest / 2 ** 16);
}
