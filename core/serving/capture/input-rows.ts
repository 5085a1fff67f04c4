import { rowKey } from '../../data/row-key.ts';
import type { CaptureTerms } from './capture-terms.ts';
import { csvCells, csvRow } from './csv-cells.ts';
import { type FoundRow, type NamedRow, rowsByName, rowsInValues } from './json-rows.ts';
import type { Payload } from './payload.ts';

/** The rows of a request; ids and times where the rows bring them themselves. */
export interface InputRows {
  /** Lines of CSV with the features in the model's order. */
  readonly lines: readonly string[];
  readonly rowIds?: readonly (string | undefined)[];
  readonly eventTimes?: readonly (string | undefined)[];
}

/** @returns undefined when there is something else than rows of features */
export function inputRows(payload: Payload, terms: CaptureTerms): InputRows | undefined {
  if ('lines' in payload) return csvInput(payload.lines, payload.hasHeader, terms);
  const found = rowsInValues(payload.values, terms.features);
  return found === undefined ? undefined : rowsOf(found, terms);
}

function csvInput(lines: readonly string[], hasHeader: boolean, terms: CaptureTerms): InputRows | undefined {
  const { features } = terms;
  // Of a model with one feature an empty line may be a row whose value is missing.
  const rows = (features?.length ?? 1) > 1 ? lines.filter((line) => line.trim() !== '') : lines;
  const [header = '', ...rest] = hasHeader || isHeader(rows[0], features) ? rows : [];
  if (header === '') return { lines: rows };
  const columns = csvCells(header).map((name) => name.trim());
  const isInOrder = features?.length === columns.length && features.every((name, at) => name === columns[at]);
  if (isInOrder || features?.some((name) => columns.includes(name)) !== true) return { lines: rest };
  const cells = rest.map(csvCells);
  return cells.every(({ length }) => length === columns.length)
    ? rowsOf(rowsByName(columns, cells), terms)
    : undefined;
}

/** A first line with the name of every feature is no row, whether the content type tells of it or not. */
function isHeader(line: string | undefined, features: readonly string[] | undefined): boolean {
  const [first] = features ?? [];
  if (line === undefined || features === undefined || first === undefined || !line.includes(first))
    return false;
  // Where columns are numbered, a row may look like their names.
  if (features.every((name) => !Number.isNaN(Number(name)))) return false;
  const cells = new Set(csvCells(line).map((name) => name.trim()));
  return features.every((name) => cells.has(name));
}

function rowsOf(found: readonly FoundRow[], terms: CaptureTerms): InputRows {
  const { features = [], key = [], eventTime } = terms;
  const isNamed = (row: FoundRow): row is NamedRow => typeof row === 'function';
  const lines = found.map((row) => csvRow(isNamed(row) ? features.map((name) => row(name) ?? '') : row));
  return {
    lines,
    rowIds: found.map((row) => (isNamed(row) ? keyOf(row, key) : undefined)),
    eventTimes: found.map((row) => {
      const time = isNamed(row) && eventTime !== undefined ? row(eventTime) : undefined;
      return time === '' ? undefined : time;
    }),
  };
}

function keyOf(row: NamedRow, key: readonly string[]): string | undefined {
  const cells = key.map((name) => row(name) ?? '');
  return cells.length === 0 || cells.includes('') ? undefined : rowKey(cells);
}
