import {
  CONFIG,
  CONFIG_BLOCK_ROWS,
  CONFIG_COLUMNS,
  CONFIG_DESCRIPTORS,
  CONFIG_FIELDS,
  CONFIG_ID_CAPACITY,
  CONFIG_ID_MASK,
  CONFIG_MOST_ROWS,
  CONFIG_NUMBER,
  CONFIG_OLD_IDS,
  CONFIG_RECORDS,
  CONFIG_SCRATCH,
  CONFIG_SCRATCH_BYTES,
  CONFIG_SPARE_IDS,
  CONFIG_VALUES,
  CONFIG_YOUNG_IDS,
} from './layout.ts';
import type { MemoryPlan } from './memory-plan.ts';

export interface KernelSettings {
  /** Without the answer. */
  readonly features: number;
  /** The column that tells a line of names from a row; -1 when none is looked for. */
  readonly tellingColumn: number;
  readonly idCapacity: number;
}

/** Writes what the kernel reads when it is told to configure itself. */
export function writeSettings(memory: ArrayBuffer, plan: MemoryPlan, settings: KernelSettings): void {
  const view = new DataView(memory);
  const fields: readonly (readonly [number, number])[] = [
    [CONFIG_COLUMNS, settings.features],
    [CONFIG_BLOCK_ROWS, plan.blockRows],
    [CONFIG_MOST_ROWS, plan.mostRows],
    [CONFIG_FIELDS, plan.fields],
    [CONFIG_DESCRIPTORS, plan.descriptors],
    [CONFIG_VALUES, plan.values],
    [CONFIG_RECORDS, plan.records],
    [CONFIG_NUMBER, settings.tellingColumn],
    [CONFIG_SCRATCH, plan.scratch],
    [CONFIG_SCRATCH_BYTES, plan.scratchBytes],
    [CONFIG_YOUNG_IDS, plan.youngIds],
    [CONFIG_OLD_IDS, plan.oldIds],
    [CONFIG_SPARE_IDS, plan.spareIds],
    [CONFIG_ID_MASK, Math.max(0, plan.idSlots - 1)],
    [CONFIG_ID_CAPACITY, settings.idCapacity],
  ];
  for (const [offset, value] of fields) view.setUint32(CONFIG + offset, value, true);
}
