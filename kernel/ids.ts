/**
 * Which event ids have been met: their 64-bit hashes in two open tables. Ids go into the young one; when it holds its
 * capacity it becomes the old one, and what was old is forgotten. So at least the last `capacity` different ids are
 * known, in memory that does not grow; two different ids are taken for one with a chance of one in 10^12 at millions.
 */
import {
  CONFIG,
  CONFIG_ID_CAPACITY,
  CONFIG_ID_MASK,
  CONFIG_OLD_IDS,
  CONFIG_YOUNG_IDS,
  RECORD_BYTES,
} from '../core/engine/kernel/layout';

let young: usize = 0;
let old: usize = 0;
let mask: u32 = 0;
let capacity: u32 = 0;
let inYoung: u32 = 0;
let inOld: u32 = 0;

export function readIdConfiguration(): void {
  young = load<u32>(CONFIG, CONFIG_YOUNG_IDS);
  old = load<u32>(CONFIG, CONFIG_OLD_IDS);
  mask = load<u32>(CONFIG, CONFIG_ID_MASK);
  capacity = load<u32>(CONFIG, CONFIG_ID_CAPACITY);
}

@inline
function mixed(hash: u64, word: u64): u64 {
  const product = (hash ^ word) * 0x9e3779b97f4a7c15;
  return product ^ (product >> 32);
}

/** Eight bytes at a time; each step can be undone, so ids that differ in one word only never agree. Never 0. */
export function hashId(from: usize, length: usize): u64 {
  let hash = <u64>length * 0xd6e8feb86659fd93;
  const whole = length & ~7;
  for (let at: usize = 0; at < whole; at += 8) hash = mixed(hash, load<u64>(from + at));
  const rest = length & 7;
  if (rest) hash = mixed(hash, load<u64>(from + whole) & (((<u64>1) << (<u64>rest << 3)) - 1));
  hash = mixed(hash, 0xbf58476d1ce4e5b9);
  return hash ? hash : 1;
}

/** The slot of a hash, or the empty one where it belongs. */
@inline
function slotIn(table: usize, hash: u64): usize {
  let place = <u32>hash & mask;
  while (true) {
    const slot = table + (<usize>place << 3);
    const held = load<u64>(slot);
    if (held == 0 || held == hash) return slot;
    place = (place + 1) & mask;
  }
}

let touched: u64 = 0;

/**
 * Loads the slot of each record's hash, without a branch in between: the processor then waits for all of a block's
 * slots at once, and not for one after the other when they are looked at.
 */
export function touchSlots(records: usize, n: i32): void {
  let all: u64 = 0;
  for (let i = 0; i < n; i++) {
    const place = <usize>(load<u32>(records + <usize>i * RECORD_BYTES) & mask) << 3;
    all ^= load<u64>(young + place);
    if (inOld) all ^= load<u64>(old + place);
  }
  touched = all;
}

export function isKnown(hash: u64): bool {
  if (load<u64>(slotIn(young, hash)) == hash) return true;
  return inOld != 0 && load<u64>(slotIn(old, hash)) == hash;
}

/** @returns whether the hash was known; afterwards it is. Without tables nothing is. */
export function meet(hash: u64): bool {
  if (mask == 0) return false;
  let slot = slotIn(young, hash);
  if (load<u64>(slot) == hash) return true;
  if (inOld != 0 && load<u64>(slotIn(old, hash)) == hash) return true;
  if (inYoung == capacity) {
    const forgotten = old;
    old = young;
    young = forgotten;
    inOld = inYoung;
    inYoung = 0;
    memory.fill(young, 0, (<usize>mask + 1) << 3);
    slot = slotIn(young, hash);
  }
  store<u64>(slot, hash);
  inYoung++;
  return false;
}
