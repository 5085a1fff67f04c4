import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { CompiledModel } from '../config/compiled-model.ts';
import type { DatasetConfig } from '../config/dataset-config.ts';
import { isTimestamp } from '../data/event-time.ts';

/** A captured row with its labels. */
export interface LabelledRow {
  readonly rowId: string;
  readonly eventTime: string;
  /** The feature row as it was captured. */
  readonly input: string;
  /** Of the labels in the dataset's order. */
  readonly labels: readonly string[];
}

/** Why a captured row is no row of a dataset at all. */
export type NoCells = 'no-key' | 'no-feature-row';

/**
 * The row in the columns of a dataset, which are filled by name and else empty.
 * @param source the dataset of the model, whose labels the row brings
 * @returns the cells, or what is missing: the row id holds no key, or the capture no whole feature row
 */
export function labelledCells(
  target: DatasetConfig,
  model: Pick<CompiledModel, 'key' | 'eventTime' | 'features'>,
  source: Pick<DatasetConfig, 'labels'>,
  row: LabelledRow,
): readonly string[] | NoCells {
  const key = keyCells(row.rowId, model.key.length);
  if (key === undefined) return 'no-key';
  const features = inputCells(row.input);
  if (features?.length !== model.features.length) return 'no-feature-row';
  const cells = new Map<string, string>([
    ...pairs(model.features, features),
    ...pairs(source.labels, row.labels),
    ...pairs(model.key, key),
    [model.eventTime, timestampOf(row.eventTime)],
  ]);
  return target.columns.map(({ name }) => cells.get(name) ?? '');
}

/** Cells as a line of CSV, without its line feed. */
export function csvLine(cells: readonly string[]): string {
  return cells.map(csvCell).join(',');
}

export function headerLine(target: DatasetConfig): string {
  return csvLine(target.columns.map(({ name }) => name));
}

/**
 * The cells a row id was made of: the way back from `rowKey`.
 * @returns `undefined` when it was made of another number of cells
 */
export function keyCells(rowId: string, count: number): readonly string[] | undefined {
  const cells = rowId.split('\u001f');
  if (cells.length !== count) return undefined;
  return cells.map((cell) =>
    cell.replace(/\\([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  );
}

/** Who captures takes any time that can be read; a dataset takes UTC in one form. */
function timestampOf(eventTime: string): string {
  return isTimestamp(eventTime) ? eventTime : new Date(eventTime).toISOString();
}

/** The cells of a captured row; undefined when it is no line of CSV. */
export function inputCells(line: string): readonly string[] | undefined {
  if (!line.includes('"')) return line.split(',');
  try {
    const [cells] = parse(line) as readonly (readonly string[])[];
    return cells;
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}

function pairs(names: readonly string[], cells: readonly string[]): readonly (readonly [string, string])[] {
  return names.map((name, at) => [name, cells[at] ?? ''] as const);
}

function csvCell(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
