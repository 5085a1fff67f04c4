import { categoryValues } from '#core/engine/sketch/category-sketch';
import { BadBaselineError } from '#core/monitoring/errors';
import { binCount, type ReferenceBins } from '#core/monitoring/reference-bins';
import { codeBins, type ComparedColumn, type TableBaseline } from '#core/monitoring/table/table-baseline';
import { Baseline } from './baseline.ts';
import { STORED_FORMAT, tableText } from './table-text.ts';

/**
 * A baseline as text: JSON, some 10 KB a column, and the same text for the same baseline.
 *
 * @example
 * ```ts
 * const baseline = await makeBaseline({ x: [1, 2, 2, 3] });
 * console.log(readBaseline(writeBaseline(baseline)).id === baseline.id); // true
 * ```
 */
export function writeBaseline(baseline: Baseline): string {
  return tableText(Baseline.tableOf(baseline));
}

/**
 * The baseline that a text of `writeBaseline` holds.
 *
 * @throws BadBaselineError when the text is none, is cut off, or contradicts itself
 * @example
 * ```ts
 * try {
 *   readBaseline('{}');
 * } catch (error) {
 *   if (error instanceof BadBaselineError) console.log(error.code, error.facts.received); // GYRE-701 no format
 * }
 * ```
 */
export function readBaseline(text: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged('no JSON', error);
  }
  return Baseline.of(tableOf(value));
}

type Fields = Readonly<Record<string, unknown>>;

function tableOf(value: unknown): TableBaseline {
  if (!isFields(value)) throw damaged('JSON that is no object');
  const { format, rows, days, time, inputs, notes, columns, prediction } = value;
  if (format !== STORED_FORMAT) throw damaged(typeof format === 'string' ? `format ${format}` : 'no format');
  if (!isCount(rows) || rows === 0 || !isCount(days) || !isTexts(inputs) || !isTexts(notes))
    throw damaged('rows, days, inputs or notes that are none');
  if (!Array.isArray(columns) || columns.length === 0) throw damaged('no columns');
  if (time !== undefined && typeof time !== 'string') throw damaged('a time that is no name');
  return {
    ...{ name: '', isNamed: true, rows, days, inputs, notes, columns: columns.map(columnOf) },
    ...(time === undefined ? {} : { time }),
    ...(prediction === undefined ? {} : { prediction: columnOf(prediction) }),
  };
}

function columnOf(value: unknown): ComparedColumn {
  if (!isFields(value)) throw damaged('a column that is none');
  const { name, place, input, values, counts, groups, days } = value;
  if (typeof name !== 'string') throw damaged('a column without a name');
  if (!isCount(place) || !(isCount(input) || input === -1)) throw damaged(`${name} without its place`);
  if (values !== undefined && !isTexts(values)) throw damaged(`${name} with values that are none`);
  const bins = values === undefined ? binsOf(value['bins']) : codeBins(values.length);
  const size = bins === undefined ? 0 : binCount(bins);
  if (bins === undefined || !isCounts(counts, size) || !isCounts(groups, size))
    throw damaged(`${name} with bins and counts that do not fit`);
  const width = Math.max(...groups) + 1;
  if (!Array.isArray(days) || !days.every((day) => isCounts(day, width)))
    throw damaged(`${name} with days that do not fit`);
  const known = values === undefined ? {} : { values: categoryValues(values) };
  if (known.values !== undefined && known.values.values.length !== values?.length)
    throw damaged(`${name} with a value twice`);
  return { column: { name, bins, counts, groups, days: days }, place, input, ...known };
}

function binsOf(value: unknown): ReferenceBins | undefined {
  if (!isFields(value)) return undefined;
  const { lowest, edges, isDiscrete } = value;
  const isSorted =
    Array.isArray(edges) &&
    edges.every((edge, at) => Number.isFinite(edge) && (at === 0 || Number(edges[at - 1]) < Number(edge)));
  if (!isSorted || typeof isDiscrete !== 'boolean') return undefined;
  if (lowest !== null && typeof lowest !== 'number') return undefined;
  return { lowest, edges: edges as number[], isDiscrete };
}

function damaged(received: string, cause?: unknown): BadBaselineError {
  return new BadBaselineError(
    'the text is no baseline',
    {
      received,
      allowed: 'a whole text of writeBaseline',
      fix: 'write the baseline again with writeBaseline',
    },
    { cause },
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isCounts(value: unknown, length: number): value is number[] {
  return Array.isArray(value) && value.length === length && value.every(isCount);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
