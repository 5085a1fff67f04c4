import type { KernelExports } from './kernel-module.ts';
import { ID_BYTES, type MemoryPlan } from './memory-plan.ts';

/** Half of the places of the tables of ids. */
export type IdHalf = 'lower' | 'upper';

/** Slots of a table of ids. */
export interface IdPart {
  readonly slots: Uint8Array<ArrayBuffer>;
  readonly firstPlace: number;
  /** Where a run of taken slots begins that reaches up to the first one, of all tables; its own place without one. */
  readonly runStart: number;
}

/** The ids that a counter remembers, to be held against those of another counter with the same options. */
export class KnownIds {
  readonly #bytes: Uint8Array;
  readonly #plan: MemoryPlan;
  readonly #kernel: KernelExports;
  readonly #tables: readonly number[];

  /** @param begunTables of ids: another one is begun when the one before is full */
  constructor(bytes: Uint8Array, plan: MemoryPlan, kernel: KernelExports, begunTables: number) {
    this.#bytes = bytes;
    this.#plan = plan;
    this.#kernel = kernel;
    const { youngIds, oldIds, spareIds, idSlots, chunk, chunkBytes } = plan;
    const tables = spareIds === 0 ? [youngIds, oldIds] : [youngIds, oldIds, spareIds];
    this.#tables = idSlots === 0 ? [] : tables.slice(0, begunTables);
    // Nothing is read any more, so there is room for a filter where lines were read into.
    kernel.compareIds(chunk, 2 ** Math.floor(Math.log2(chunkBytes)));
  }

  /** A part of one half of them, those of the same places one after the other; undefined behind the last one. */
  part(part: number, half: IdHalf): IdPart | undefined {
    const { idSlots, scratchBytes } = this.#plan;
    const halfBytes = (idSlots * ID_BYTES) / 2;
    const stretch = Math.floor(part / this.#tables.length) * scratchBytes;
    const table = this.#tables[part % this.#tables.length];
    if (table === undefined || stretch >= halfBytes) return undefined;
    const from = (half === 'lower' ? 0 : halfBytes) + stretch;
    const bytes = Math.min(halfBytes, scratchBytes);
    const slots = this.#bytes.slice(table + from, table + from + bytes);
    const firstPlace = from / ID_BYTES;
    return { slots, firstPlace, runStart: this.#runBefore(firstPlace) };
  }

  /** How many ids of a part of the other counter's were met here too. */
  count({ slots, firstPlace, runStart }: IdPart): number {
    const { scratch } = this.#plan;
    this.#bytes.set(slots, scratch);
    return this.#kernel.countKnown(scratch, slots.length / ID_BYTES, firstPlace, runStart);
  }

  /** Where the longest run of taken slots begins that reaches up to a place, over the table's end if it must. */
  #runBefore(place: number): number {
    const { idSlots } = this.#plan;
    const lengths = this.#tables.map((table) => runLength(new Uint32Array(this.#bytes.buffer, table, idSlots), place));
    return (place - Math.max(...lengths) + idSlots) % idSlots;
  }
}

function runLength(slots: Uint32Array, end: number): number {
  let length = 0;
  while (length < slots.length - 1 && slots[(end - length - 1 + slots.length) % slots.length] !== 0) length += 1;
  return length;
}
