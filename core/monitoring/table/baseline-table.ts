import type { TableBlock } from '#core/data/table-block';
import { baselineColumn } from '../baseline-column.ts';
import { categoryColumn } from './category-column.ts';
import { columnKind, timeOf } from './column-kind.ts';
import { BadTableError } from './errors.ts';
import { GrowingNumbers } from './growing-numbers.ts';
import type { ComparedColumn, TableBaseline } from './table-baseline.ts';

export interface TableFacts {
  /** Where the rows are from: the baseline's name. */
  readonly name: string;
  /** Column of the rows' times. Default: the first of days or times. */
  readonly time?: string;
  readonly ignored: readonly string[];
  /** Column of what the model answered. */
  readonly prediction?: string;
  /** Columns whose values are names, even where they are numbers. Default: what the first rows say. */
  readonly categories?: readonly string[];
}

const DAY_MILLISECONDS = 86_400_000;
/** A century: rows further apart have a wrong time among them. */
const MOST_DAYS = 36_525;
const SAMPLE_ROWS = 5000;

type Collected =
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly place: number;
      readonly numbers: GrowingNumbers;
    }
  | {
      readonly kind: 'category';
      readonly name: string;
      readonly place: number;
      readonly numbers: GrowingNumbers;
      readonly codes: Map<string, number>;
    };

/** Collects the columns of a table; what they are is told from its first rows. */
export class BaselineTable {
  readonly #facts: TableFacts;
  #names: readonly string[] = [];
  #isNamed = true;
  #sample: string[][] | undefined = [];
  #columns: readonly Collected[] = [];
  #timePlace = -1;
  readonly #times = new GrowingNumbers();
  readonly #notes: string[] = [];
  #rows = 0;

  constructor(facts: TableFacts) {
    this.#facts = facts;
  }

  columns(names: readonly string[], isNamed: boolean): void {
    const { name: where, time, ignored, prediction, categories = [] } = this.#facts;
    const unknown = [time, prediction, ...ignored, ...categories].find(
      (name) => name !== undefined && !names.includes(name),
    );
    if (unknown !== undefined)
      throw new BadTableError('the baseline has no such column', {
        ...{ where, received: unknown, allowed: names.slice(0, 40).join(', ') },
        fix: 'name a column of these rows; in a file without a header they are column-1, column-2 and so on',
      });
    this.#names = names;
    this.#isNamed = isNamed;
  }

  row(cells: readonly string[]): void {
    this.#rows += 1;
    if (this.#sample === undefined) {
      this.#collect(cells);
      return;
    }
    this.#sample.push([...cells]);
    if (this.#sample.length === SAMPLE_ROWS) this.#begin();
  }

  /** Columns of numbers, once that is known. */
  numeric(): ReadonlySet<number> | undefined {
    if (this.#sample !== undefined) return undefined;
    return new Set(this.#columns.filter(({ kind }) => kind === 'number').map(({ place }) => place));
  }

  /** The same as its rows one by one; only after `numeric` has said which columns hold numbers. */
  block(block: TableBlock): void {
    this.#rows += block.rows;
    for (let row = 0; this.#timePlace >= 0 && row < block.rows; row += 1)
      this.#times.push(timeOf(block.text(this.#timePlace, row)));
    for (const column of this.#columns) {
      const numbers = column.kind === 'number' ? block.numbers(column.place) : undefined;
      if (numbers !== undefined) column.numbers.pushAll(numbers);
      else
        for (let row = 0; row < block.rows; row += 1)
          column.numbers.push(numberOf(column, block.text(column.place, row)));
    }
  }

  finish(): TableBaseline {
    this.#begin();
    const { days, count } = this.#days();
    const { name, prediction, ignored } = this.#facts;
    const time = this.#names[this.#timePlace];
    const inputs = this.#names.filter((each) => ![time, prediction, ...ignored].includes(each));
    const all = this.#columns.map((column) => ({
      ...comparedColumn(column, days),
      input: inputs.indexOf(column.name),
    }));
    const answered = all.find(({ column }) => column.name === prediction);
    const columns = all.filter((column) => column !== answered);
    if (columns.length === 0)
      throw new BadTableError('the baseline has no column to compare', {
        ...{ where: name, received: this.#notes.join('; '), allowed: 'columns of numbers or categories' },
        fix: 'name rows that the model was trained on',
      });
    return {
      ...{ name, rows: this.#rows, columns, inputs, isNamed: this.#isNamed, days: count, notes: this.#notes },
      ...(answered === undefined ? {} : { prediction: answered }),
      ...(time === undefined ? {} : { time }),
    };
  }

  #begin(): void {
    const sample = this.#sample;
    if (sample === undefined) return;
    this.#sample = undefined;
    const { ignored, time, categories = [] } = this.#facts;
    const kinds = this.#names.map((name, place) =>
      categories.includes(name) ? 'category' : columnKind(sample.map((cells) => cells[place] ?? '')),
    );
    this.#timePlace = time === undefined ? kinds.indexOf('time') : this.#names.indexOf(time);
    this.#columns = this.#names.flatMap((name, place): Collected[] => {
      const kind = kinds[place] ?? 'empty';
      if (place === this.#timePlace || ignored.includes(name)) return [];
      if (kind === 'number') return [{ kind, name, place, numbers: new GrowingNumbers() }];
      if (kind === 'category')
        return [{ kind, name, place, numbers: new GrowingNumbers(), codes: new Map() }];
      this.#notes.push(`${name}: left out, ${LEFT_OUT[kind]}`);
      return [];
    });
    for (const cells of sample) this.#collect(cells);
  }

  #collect(cells: readonly string[]): void {
    if (this.#timePlace >= 0) this.#times.push(timeOf(cells[this.#timePlace] ?? ''));
    for (const column of this.#columns) column.numbers.push(numberOf(column, cells[column.place] ?? ''));
  }

  /** The day of each row from the first one on; -1 for a row without. */
  #days(): { readonly days: readonly number[] | Float64Array; readonly count: number } {
    if (this.#timePlace < 0) {
      this.#notes.push('no times: thresholds cannot be calibrated, and each is the smallest that is allowed');
      return { days: [], count: 0 };
    }
    const days = this.#times.values().map((time) => Math.floor(time / DAY_MILLISECONDS));
    let [first, last] = [Infinity, -Infinity];
    for (const day of days)
      if (!Number.isNaN(day)) [first, last] = [Math.min(first, day), Math.max(last, day)];
    if (first > last || last - first >= MOST_DAYS) {
      this.#notes.push(`${this.#names[this.#timePlace] ?? ''}: no days or times, so nothing is calibrated`);
      return { days: [], count: 0 };
    }
    return { days: days.map((day) => (Number.isNaN(day) ? -1 : day - first)), count: last - first + 1 };
  }
}

const LEFT_OUT = {
  time: 'since it holds times',
  identifier: 'since nearly every row has a value of its own',
  counter: 'since it counts up from row to row',
  empty: 'since the first rows have no value in it',
} as const;

/** What a cell counts as: a category by the number that it has, which it gets when it is new. */
function numberOf(column: Collected, cell: string): number {
  if (cell.trim() === '') return Number.NaN;
  if (column.kind === 'number') return Number(cell);
  const code = column.codes.get(cell) ?? column.codes.size;
  column.codes.set(cell, code);
  return code;
}

function comparedColumn(collected: Collected, days: ArrayLike<number>): Omit<ComparedColumn, 'input'> {
  const { name, place } = collected;
  const numbers = collected.numbers.values();
  if (collected.kind === 'number') return { column: baselineColumn(name, numbers, days), place };
  return { ...categoryColumn({ name, codes: collected.codes, numbers, days }), place };
}
