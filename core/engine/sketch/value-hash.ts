/** Of 64 bits: the high half and the low half, each 0 to 2^32 - 1. */
export interface ValueHash {
  readonly high: number;
  readonly low: number;
}

const UTF8 = new TextEncoder();
const LAST_ASCII = 0x7f;
/** Most texts are short, and making bytes of one costs more than hashing them. */
const SHORT = new Uint8Array(64);

/**
 * The 64-bit hash of a category's text, by its UTF-8 bytes: the same on every machine and in every kernel.
 * A lone surrogate counts as U+FFFD, as in UTF-8. Evenly spread, and not for secrets.
 * @example valueHash('') // { high: 4113176041, low: 2847271067 }
 * @see hashBytes for the formula
 */
export function valueHash(text: string): ValueHash {
  if (text.length > SHORT.length) return hashBytes(UTF8.encode(text));
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > LAST_ASCII) return hashBytes(UTF8.encode(text));
    SHORT[at] = code;
  }
  return hashBytes(SHORT, 0, text.length);
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
export function hashBytes(bytes: Uint8Array, start = 0, end = bytes.length): ValueHash {
  let [high, low] = [0xcbf29ce4, 0x84222325];
  for (let at = start; at < end; at += 1) {
    // The prime is 2^40 + 435. Products of 16 bits with 435 are whole numbers below 2^31.
    const mixed = low ^ (bytes[at] ?? 0);
    const lower = (mixed & 0xffff) * 435;
    const upper = (mixed >>> 16) * 435 + (lower >>> 16);
    high = (Math.imul(high, 435) + (mixed << 8) + (upper >>> 16)) | 0;
    low = (upper << 16) | (lower & 0xffff);
  }
  low ^= (high << 2) | (low >>> 30);
  high ^= high >>> 30;
  high = highOfProduct(low, 0x1ce4e5b9) + Math.imul(high, 0x1ce4e5b9) + Math.imul(low, 0xbf58476d);
  low = Math.imul(low, 0x1ce4e5b9);
  low ^= (high << 5) | (low >>> 27);
  high ^= high >>> 27;
  high = highOfProduct(low, 0x133111eb) + Math.imul(high, 0x133111eb) + Math.imul(low, 0x94d049bb);
  low = Math.imul(low, 0x133111eb);
  low ^= (high << 1) | (low >>> 31);
  high ^= high >>> 31;
  return { high: high >>> 0, low: low >>> 0 };
}

/** The high 32 bits of a product of two numbers of 32 bits without sign, by halves of 16. */
function highOfProduct(one: number, other: number): number {
  const [a, b, c, d] = [one >>> 16, one & 0xffff, other >>> 16, other & 0xffff];
  // Products of 16 bits fit into 32, and with a carry of 16 bits as well.
  const middle = a * d + (Math.imul(b, d) >>> 16);
  const rest = b * c + (middle & 0xffff);
  return (Math.imul(a, c) + (middle >>> 16) + (rest >>> 16)) | 0;
}
