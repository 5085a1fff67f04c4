/**
 * Which event ids have been met: in two open tables, by the place that the low bits of their hash name and a tag of its
 * upper 32 bits. Ids go into the young one; when it holds its capacity it becomes the old one, and what was old is
 * forgotten, or kept when it is the first and another counter is to see it. So at least the last `capacity` different ids
 * are known, in memory that does not grow. A new id is held
 * against the tags between its place and the next free slot, some seven in each table when it is full: it is taken for
 * a known one with a chance of at most 14 / 2^32, or four in 10^9.
 */
import {
  CONFIG,
  CONFIG_ID_CAPACITY,
  CONFIG_ID_MASK,
  CONFIG_OLD_IDS,
  CONFIG_SPARE_IDS,
  CONFIG_YOUNG_IDS,
  RECORD_BYTES,
} from '../core/engine/kernel/layout';

let young: usize = 0;
let old: usize = 0;
/** The first table, when it is to be kept, and what is then used in its place. */
let kept: usize = 0;
let spare: usize = 0;
let mask: u32 = 0;
let capacity: u32 = 0;
let inYoung: u32 = 0;
let inOld: u32 = 0;

export function readIdConfiguration(): void {
  young = load<u32>(CONFIG, CONFIG_YOUNG_IDS);
  old = load<u32>(CONFIG, CONFIG_OLD_IDS);
  spare = load<u32>(CONFIG, CONFIG_SPARE_IDS);
  kept = spare ? young : 0;
  mask = load<u32>(CONFIG, CONFIG_ID_MASK);
  capacity = load<u32>(CONFIG, CONFIG_ID_CAPACITY);
  // Memory that is read before it is written faults twice, the second time with an interrupt to the other thread's core.
  if (mask) memory.fill(young, 0, (<usize>mask + 1) << 2);
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

/** Never 0, which is a free slot. */
@inline
function tagOf(hash: u64): u32 {
  const tag = <u32>(hash >> 32);
  return tag ? tag : 1;
}

/** The slot of a hash, or the empty one where it belongs. */
@inline
function slotIn(table: usize, hash: u64): usize {
  const tag = tagOf(hash);
  let place = <u32>hash & mask;
  while (true) {
    const slot = table + (<usize>place << 2);
    const held = load<u32>(slot);
    if (held == 0 || held == tag) return slot;
    place = (place + 1) & mask;
  }
}

let touched: u32 = 0;

/**
 * Loads the slot of each record's hash, without a branch in between: the processor then waits for all of a block's
 * slots at once, and not for one after the other when they are looked at.
 */
export function touchSlots(records: usize, n: i32): void {
  let all: u32 = 0;
  for (let i = 0; i < n; i++) {
    const place = <usize>(load<u32>(records + <usize>i * RECORD_BYTES) & mask) << 2;
    all ^= load<u32>(young + place);
    if (inOld) all ^= load<u32>(old + place);
  }
  touched = all;
}

/** Where the run of taken slots began that the last one looked at belongs to: its ids belong there or behind. */
let runStart: u32 = 0;

/** Before slots of another table are looked at. @param start of the run that reaches up to the first one, or its place */
export function beginForeign(start: u32): void {
  runStart = start;
}

/** The next slot of a table of the same size. @returns whether its id is known here; none for a free slot */
export function isForeignKnown(tag: u32, place: u32): bool {
  if (tag == 0) {
    runStart = (place + 1) & mask;
    return false;
  }
  return (
    isTagIn(young, tag, place) ||
    (inOld != 0 && isTagIn(old, tag, place)) ||
    (kept != 0 && kept != young && kept != old && isTagIn(kept, tag, place))
  );
}

/**
 * An id lies between the place that it belongs to and the next free slot. Where it belongs, its slot in another table
 * tells within that table's run: so it is looked for from the beginning of the run to the first free slot that is not
 * before its own, four slots at a time where the table does not end.
 */
function isTagIn(table: usize, tag: u32, place: u32): bool {
  const searched = i32x4.splat(tag);
  const free = i32x4.splat(0);
  let at = runStart;
  if (at > place) return isTagFrom(table, tag, at, place, false);
  while (at + 3 <= mask) {
    const slots = v128.load(table + (<usize>at << 2));
    if (v128.any_true(i32x4.eq(slots, searched))) return true;
    if (at + 3 >= place && i32x4.bitmask(i32x4.eq(slots, free)) >> (at < place ? place - at : 0)) return false;
    at += 4;
  }
  return isTagFrom(table, tag, at, place, at > place);
}

/** @param isBehind whether the place was passed already */
function isTagFrom(table: usize, tag: u32, start: u32, place: u32, isBehind: bool): bool {
  let at = start & mask;
  let canEnd = isBehind;
  while (true) {
    const held = load<u32>(table + (<usize>at << 2));
    if (held == tag) return true;
    canEnd = canEnd || at == place;
    if (canEnd && held == 0) return false;
    at = (at + 1) & mask;
  }
}

/** @returns whether the hash was known; afterwards it is. Without tables nothing is. */
export function meet(hash: u64): bool {
  if (mask == 0) return false;
  let slot = slotIn(young, hash);
  if (load<u32>(slot)) return true;
  if (inOld != 0 && load<u32>(slotIn(old, hash))) return true;
  if (inYoung == capacity) {
    const free = kept != 0 && old == kept ? spare : old;
    old = young;
    young = free;
    inOld = inYoung;
    inYoung = 0;
    memory.fill(young, 0, (<usize>mask + 1) << 2);
    slot = slotIn(young, hash);
  }
  store<u32>(slot, tagOf(hash));
  inYoung++;
  return false;
}
