/**
 * A row's id as an evenly spread whole number below 2^53: which rows a sample takes depends on nothing else. Ids that
 * count upwards give unrelated numbers. Not for secrets: whoever chooses ids can choose hashes.
 * @example rowHash('flight-1') === rowHash('flight-1') // true
 * @see Appleby (2011), MurmurHash3, for the constants and the final mixing
 */
export function rowHash(id: string): number {
  let [one, other] = [id.length, 0x1b873593 ^ id.length];
  for (let at = 0; at < id.length; at += 1) {
    const code = id.charCodeAt(at);
    one = Math.imul(one ^ code, 0xcc9e2d51);
    one = (one << 15) | (one >>> 17);
    other = Math.imul(other ^ one ^ code, 0x85ebca6b);
    other = (other << 13) | (other >>> 19);
  }
  one = mixed(one ^ other);
  other = mixed(other ^ one);
  return (one >>> 11) * 2 ** 32 + (other >>> 0);
}

function mixed(value: number): number {
  let word = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}
