import { NumberReader } from '../csv/number-reader.ts';
import type { PlainRowShape } from '../csv/plain-row.ts';
import { isNumeric } from '../csv/scan-column.ts';
import { writeFixedTables } from '../kernel/fixed-tables.ts';
import {
  CONFIG,
  CONFIG_COLUMNS,
  CONFIG_DESCRIPTORS,
  CONFIG_FIELDS,
  CONFIG_RECORDS,
  CONFIG_SCRATCH,
  CONFIG_VALUES,
  DESCRIPTOR_BYTES,
} from '../kernel/layout.ts';
import { KnownValues } from './known-values.ts';
import { RowBlocks } from './row-blocks.ts';
import {
  FIGURES,
  ROW_CONFIG,
  ROW_DELIMITER,
  ROW_FIGURES,
  ROW_IS_NULLABLE,
  ROW_LINES,
  ROW_MAXIMUM,
  ROW_MINIMUM,
  ROW_NUMERIC,
  ROW_NUMERIC_COUNT,
  ROW_POSITION,
} from './row-layout.ts';
import { planRowMemory, type RowMemory } from './row-memory.ts';
import { ROW_MODULE, type RowKernel } from './row-module.ts';

interface Started {
  readonly memory: ArrayBuffer;
  readonly kernel: RowKernel;
}

/**
 * Starts the kernel of rows for one table. The tallies share their figures with it from then on.
 * @param chunkBytes  of the reader's buffer, which is a part of the kernel's memory
 * @returns undefined where this machine does not run it, or the table is not for it: PlainRow reads every row then
 */
export function startRowBlocks(shape: PlainRowShape, chunkBytes: number): RowBlocks | undefined {
  const { columns, positions, tallies } = shape;
  // In a file every column of the table stands somewhere, and nothing else does.
  if (!ROW_MODULE.isAvailable || new Set(positions).size !== columns.length || positions.includes(-1))
    return undefined;
  const plan = planRowMemory(columns, columns.map(domainSize(shape)), chunkBytes);
  if (plan === undefined) return undefined;
  const started = ROW_MODULE.start(plan.pages, (memory) => {
    return {
      number: numberReader(memory, shape),
      unknown: (column: number, from: number, to: number) => known.list(column, from, to),
    };
  });
  const { memory, kernel } = started;
  writeFixedTables(memory);
  writeColumns(started, plan, shape);
  kernel.configure();
  const known = new KnownValues(memory, plan, columns, tallies, (address, length) =>
    kernel.categoryPlace(address, length),
  );
  tallies.share(new Float64Array(memory, plan.figures, FIGURES * (columns.length + 1)), () =>
    known.collect(),
  );
  const chunk = new Uint8Array(memory, plan.chunk, chunkBytes);
  return new RowBlocks({ shape, plan, memory, kernel, known, chunk });
}

function domainSize({ tallies }: PlainRowShape) {
  return ({ domain }: PlainRowShape['columns'][number], column: number) => {
    const table = tallies.tables[column];
    if (domain === undefined || table === undefined) return undefined;
    const values = new Set(domain).size;
    let textBytes = 0;
    for (let entry = 0; entry < values; entry += 1) textBytes += table.bytesOf(entry).length;
    return { values, textBytes };
  };
}

/** Numbers that the kernel does not read: more digits than it holds, exponents of three digits, a plus. */
function numberReader(memory: ArrayBuffer, { columns }: PlainRowShape) {
  const value = new Float64Array(1);
  const reader = new NumberReader(value);
  const bytes = new Uint8Array(memory);
  reader.look(bytes);
  return (column: number, from: number, to: number) => {
    const end = columns[column]?.type === 'integer' ? reader.integer(from, 0) : reader.decimal(from, 0);
    return end === to ? (value[0] ?? Number.NaN) : Number.NaN;
  };
}

function writeColumns({ memory }: Started, plan: RowMemory, shape: PlainRowShape): void {
  const { columns, positions, delimiter } = shape;
  const view = new DataView(memory);
  const put = (address: number, value: number) => view.setUint32(address, value, true);
  put(CONFIG + CONFIG_COLUMNS, columns.length);
  put(CONFIG + CONFIG_FIELDS, plan.fields);
  put(CONFIG + CONFIG_DESCRIPTORS, plan.descriptors);
  put(CONFIG + CONFIG_VALUES, plan.values);
  put(CONFIG + CONFIG_RECORDS, plan.entries);
  put(CONFIG + CONFIG_SCRATCH, plan.unquoted);
  put(ROW_CONFIG + ROW_DELIMITER, delimiter);
  put(ROW_CONFIG + ROW_FIGURES, plan.figures);
  put(ROW_CONFIG + ROW_LINES, plan.lines);
  put(ROW_CONFIG + ROW_NUMERIC, plan.numeric);
  put(ROW_CONFIG + ROW_NUMERIC_COUNT, plan.numericCount);
  const numeric = columns.flatMap((column, at) => (isNumeric(column) ? [at] : []));
  for (let at = 0; at < plan.numericCount; at += 1) put(plan.numeric + at * 4, numeric[at] ?? columns.length);
  columns.forEach(({ isNullable, minimum, maximum }, at) => {
    const descriptor = plan.descriptors + at * DESCRIPTOR_BYTES;
    put(descriptor + ROW_POSITION, positions[at] ?? 0);
    put(descriptor + ROW_IS_NULLABLE, isNullable ? 1 : 0);
    view.setFloat64(descriptor + ROW_MINIMUM, minimum, true);
    view.setFloat64(descriptor + ROW_MAXIMUM, maximum, true);
  });
}
