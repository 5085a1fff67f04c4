import { createHash } from 'node:crypto';
import { BadOptionError, BadTableError } from '#core/monitoring/table/errors';
import { BaselineTable } from '#core/monitoring/table/baseline-table';
import type { ComparedColumn, TableBaseline } from '#core/monitoring/table/table-baseline';
import { tableText } from './table-text.ts';
import { cellText, readTable, type RowOf, type Table } from './table.ts';

export interface BaselineOptions {
  /**
   * Column of days or times: `2024-06-01`, or date and time of ISO 8601. Thresholds are calibrated on how far stretches
   * of training lie apart, so that a column with seasons has a higher one. Default: the first column that holds days or
   * times; without any each threshold is the smallest that the policy allows.
   */
  readonly time?: string;
  /** Columns that are no inputs of the model, such as labels and ids. Default: none. */
  readonly ignore?: readonly string[];
  /** Column of what the model answered: judged by itself, and never the cause of an alarm. Default: none. */
  readonly prediction?: string;
  /** Columns whose values are names though they look like numbers, such as postcodes. Default: none. */
  readonly categories?: readonly string[];
}

/** A column that windows are compared in. */
export interface BaselineColumn {
  readonly name: string;
  readonly kind: 'number' | 'category';
  /**
   * Of numbers, up to 250 intervals of equal shares of the training rows, and what lies outside; of categories, the
   * known values. Rows are counted in these, and in one more for missing values.
   */
  readonly bins: number;
  /** Share of training rows without a value, 0 to 1. */
  readonly missingShare: number;
}

/** What training rows looked like: made by `makeBaseline`, kept as text by `writeBaseline`. It never changes. */
export class Baseline {
  readonly #table: TableBaseline;
  /** Digest of everything in it. Sketches name it, and those of another baseline are refused. */
  readonly id: string;
  /** Training rows. */
  readonly rows: number;
  /** Consecutive UTC days that the training rows cover; 0 where they have no time. */
  readonly days: number;
  /** In the order of the table. */
  readonly columns: readonly BaselineColumn[];
  /** What a captured row holds, in order: all columns but times, ignored ones and the prediction. */
  readonly inputs: readonly string[];
  /** What the model answered, where the rows have it. */
  readonly prediction: BaselineColumn | undefined;
  /** Columns that are not compared, and why; one sentence each. */
  readonly notes: readonly string[];

  private constructor(table: TableBaseline) {
    this.#table = table;
    this.id = table.name;
    this.rows = table.rows;
    this.days = table.days;
    this.columns = table.columns.map(columnOf);
    this.inputs = table.inputs;
    this.prediction = table.prediction === undefined ? undefined : columnOf(table.prediction);
    this.notes = table.notes;
  }

  /** @internal */
  static of(table: TableBaseline): Baseline {
    const digest = createHash('sha256').update(tableText(table)).digest('hex');
    return new Baseline({ ...table, name: `sha256:${digest.slice(0, 32)}` });
  }

  /** @internal */
  static tableOf(baseline: Baseline): TableBaseline {
    return baseline.#table;
  }
}

/**
 * The baseline of training rows: per column the bins that everything later is counted in, how many rows lie in each,
 * and how much the column moves from day to day.
 *
 * What a column holds is told from the first 5,000 rows: numbers, categories, days or times. Columns in which nearly
 * every row has a value of its own are left out; `notes` says so.
 *
 * @param table rows or columns, 20 rows at least to say anything, better thousands; any order
 * @returns in memory, some 10 KB a column; 8 bytes a value are needed meanwhile
 * @throws BadTableError when there is no row or no column to compare, or an option names a column that is not there
 * @example
 * ```ts
 * const baseline = await makeBaseline({
 *   day: ['2024-01-01', '2024-01-01', '2024-01-02', '2024-01-02'],
 *   distance: [800, 650.5, null, 720],
 *   carrier: ['AA', 'DL', 'AA', 'UA'],
 * });
 * console.log(baseline.columns.map(({ name, kind }) => `${name}: ${kind}`)); // [ 'distance: number', 'carrier: category' ]
 * console.log(baseline.rows, baseline.days); // 4 2
 * ```
 */
export async function makeBaseline<R extends RowOf<R>>(
  table: Table<R>,
  options: BaselineOptions = {},
): Promise<Baseline> {
  const { time, ignore = [], prediction, categories } = options;
  if (prediction !== undefined && ignore.includes(prediction))
    throw new BadOptionError('the prediction is ignored as well', {
      ...{ received: prediction, allowed: 'a column in prediction or in ignore' },
      fix: 'take it out of one of the two',
    });
  const collected = new BaselineTable({
    ...{ name: 'the rows', ignored: ignore },
    ...(time === undefined ? {} : { time }),
    ...(prediction === undefined ? {} : { prediction }),
    ...(categories === undefined ? {} : { categories }),
  });
  let columns: readonly string[] = [];
  let rows = 0;
  await readTable(table, {
    names: (names) => {
      columns = names;
      collected.columns(names, true);
    },
    row: (cellOf) => {
      rows += 1;
      collected.row(columns.map((name) => cellText(cellOf(name))));
    },
  });
  if (rows > 0) return Baseline.of(collected.finish());
  throw new BadTableError('the table has no row', {
    ...{ received: `${columns.length} columns without a row`, allowed: 'rows that the model was trained on' },
    fix: 'give it rows; a generator or a stream gives its rows once, so make a new one for each use',
  });
}

function columnOf({ column, values }: ComparedColumn): BaselineColumn {
  const rows = column.counts.reduce((sum, count) => sum + count, 0);
  return {
    ...{ name: column.name, kind: values === undefined ? 'number' : 'category' },
    bins: values === undefined ? column.counts.length - 1 : values.values.length,
    missingShare: rows === 0 ? 0 : (column.counts.at(-1) ?? 0) / rows,
  };
}
