import { basename } from 'node:path';
import { type CategoryValues, categoryValues } from '#core/engine/sketch/category-sketch';
import type { FeatureBins } from '#core/engine/sketch/feature-sketch';
import { type Baseline, parseBaseline } from '#core/monitoring/baseline';
import { type BaselineColumn, baselineColumn } from '#core/monitoring/baseline-column';
import { BadBaselineError } from '#core/monitoring/errors';
import { importStatistics } from '#core/monitoring/model-monitor/baseline-columns';
import { readStatistics } from '#core/monitoring/model-monitor/statistics';
import { decileGroups } from '#core/monitoring/psi';
import type { ReferenceBins } from '#core/monitoring/reference-bins';
import { BadInputFileError } from '../errors.ts';
import { columnKind, GrowingNumbers, timeOf } from './column-collector.ts';
import { openFile } from './open-file.ts';
import { type HeaderRule, readTable } from './read-table.ts';

/** What files are judged against. */
export interface FileBaseline {
  readonly path: string;
  readonly rows: number;
  /** Of the columns that are compared, in the order of the table. */
  readonly columns: readonly ComparedColumn[];
  /** What a captured row holds, in order: all columns but times, ignored ones and answers. */
  readonly inputs: readonly string[];
  /** What the model answered, where the baseline knows it. */
  readonly prediction?: ComparedColumn;
  /** Column of the rows' times, where there is one. */
  readonly time?: string;
  /** False for a table without header: others are compared by the place of their columns. */
  readonly isNamed: boolean;
  /** Days that its rows cover; 0 where they have no time. */
  readonly days: number;
  /** What is left out or not known, one sentence each. */
  readonly notes: readonly string[];
}

export interface ComparedColumn {
  readonly column: BaselineColumn;
  /** Of a column of categories: bin k + 1 of the column is value k. */
  readonly values?: CategoryValues;
  /** Place in the table, from 0. */
  readonly place: number;
  /** Place among the inputs, from 0; -1 for answers. */
  readonly input: number;
}

export interface BaselineFile {
  readonly path: string;
  readonly header: HeaderRule;
  /** Column of the rows' times. Default: the first of days or times. */
  readonly time?: string;
  readonly ignored: readonly string[];
  /** Column of what the model answered. */
  readonly prediction?: string;
}

const DAY_MILLISECONDS = 86_400_000;
/** A century: rows further apart have a wrong time among them. */
const MOST_DAYS = 36_525;
const SAMPLE_ROWS = 5000;
const MOST_VALUES = 10_000;

/** @throws UnknownThingError, BadInputFileError, BadBaselineError, BadModelMonitorFileError */
export async function readBaseline(file: BaselineFile): Promise<FileBaseline> {
  const { kind, bytes } = await openFile(file.path);
  if (kind === 'json') return profileBaseline(file.path, await textOf(bytes));
  const table = new BaselineTable(file);
  await readTable({ ...file, bytes }, table);
  return table.finish();
}

/** The bins that the rows of a window are counted in. */
export function binsOf({ column, values }: ComparedColumn): FeatureBins {
  return values === undefined ? { kind: 'number', bins: column.bins } : { kind: 'category', values };
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/** A baseline that Gyre stored with a version, or the statistics.json of SageMaker Model Monitor. */
function profileBaseline(path: string, text: string): FileBaseline {
  const shared = { path, isNamed: true };
  if (!/"(dataset|item_count)"/.test(text)) {
    const { rows, features, prediction } = storedBaseline(path, text);
    const columns = features.map((column, place) => ({ column, place, input: place }));
    const days = Math.max(0, ...features.map((column) => column.days.length));
    const answer = { column: prediction, place: -1, input: -1 };
    const inputs = features.map(({ name }) => name);
    return { ...shared, rows, columns, inputs, prediction: answer, days, notes: [] };
  }
  const imported = importStatistics(readStatistics({ name: basename(path), text }));
  const numbers = imported.columns.map((column) => ({ column }));
  const categories = imported.categories.map(({ name, missing, values: listed, present }) => {
    const values = categoryValues(listed.map(({ value }) => value));
    const known = listed.map(({ count }) => count);
    const others = Math.max(0, present - known.reduce((sum, count) => sum + count, 0));
    const counts = [0, ...known, others, missing];
    const bins = codeBins(values.values.length);
    return { column: { name, bins, counts, groups: [...decileGroups(counts)], days: [] }, values };
  });
  const columns = [...numbers, ...categories].map((column, place) => ({ ...column, place, input: place }));
  const inputs = columns.map(({ column }) => column.name);
  return { ...shared, rows: imported.rows, columns, inputs, days: 0, notes: imported.unknown };
}

function storedBaseline(path: string, text: string): Baseline {
  try {
    return parseBaseline(text, path);
  } catch (error) {
    if (!(error instanceof BadBaselineError)) throw error;
    const { received = 'JSON of another kind' } = error.facts;
    throw new BadInputFileError(
      'the baseline cannot be read',
      {
        ...{ where: path, received, allowed: 'CSV of training rows, baseline.json, or statistics.json' },
        fix: 'name a CSV file of rows that the model was trained on',
      },
      { cause: error },
    );
  }
}

/** Bins of categories by number: nothing below the first, unknown ones above the last. */
function codeBins(values: number): ReferenceBins {
  return { lowest: 0, edges: Array.from({ length: values }, (_, code) => code), isDiscrete: true };
}

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
class BaselineTable {
  readonly #file: BaselineFile;
  #names: readonly string[] = [];
  #isNamed = true;
  #sample: string[][] | undefined = [];
  #columns: readonly Collected[] = [];
  #timePlace = -1;
  readonly #times = new GrowingNumbers();
  readonly #notes: string[] = [];
  #rows = 0;

  constructor(file: BaselineFile) {
    this.#file = file;
  }

  columns(names: readonly string[], isNamed: boolean): void {
    const { path, time, ignored, prediction } = this.#file;
    const unknown = [time, prediction, ...ignored].find(
      (name) => name !== undefined && !names.includes(name),
    );
    if (unknown !== undefined)
      throw new BadInputFileError('the baseline has no such column', {
        ...{ where: path, received: unknown, allowed: names.slice(0, 40).join(', ') },
        fix: 'name a column of the baseline; without a header they are column-1, column-2 and so on',
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

  finish(): FileBaseline {
    this.#begin();
    const { days, count } = this.#days();
    const { path, prediction, ignored } = this.#file;
    const time = this.#names[this.#timePlace];
    const inputs = this.#names.filter((name) => ![time, prediction, ...ignored].includes(name));
    const all = this.#columns.map((column) => ({
      ...comparedColumn(column, days),
      input: inputs.indexOf(column.name),
    }));
    const answered = all.find(({ column }) => column.name === prediction);
    const columns = all.filter((column) => column !== answered);
    if (columns.length === 0)
      throw new BadInputFileError('the baseline has no column to compare', {
        ...{ where: path, received: this.#notes.join('; '), allowed: 'columns of numbers or categories' },
        fix: 'name a CSV file of rows that the model was trained on',
      });
    return {
      ...{ path, rows: this.#rows, columns, inputs, isNamed: this.#isNamed, days: count, notes: this.#notes },
      ...(answered === undefined ? {} : { prediction: answered }),
      ...(time === undefined ? {} : { time }),
    };
  }

  #begin(): void {
    const sample = this.#sample;
    if (sample === undefined) return;
    this.#sample = undefined;
    const { ignored, time } = this.#file;
    const kinds = this.#names.map((_, place) => columnKind(sample.map((cells) => cells[place] ?? '')));
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
    for (const column of this.#columns) {
      const cell = cells[column.place] ?? '';
      if (cell.trim() === '') column.numbers.push(Number.NaN);
      else if (column.kind === 'number') column.numbers.push(Number(cell));
      else {
        const code = column.codes.get(cell) ?? column.codes.size;
        column.codes.set(cell, code);
        column.numbers.push(code);
      }
    }
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
      this.#notes.push(
        `${this.#names[this.#timePlace] ?? ''}: no days and times in UTC, so nothing is calibrated`,
      );
      return { days: [], count: 0 };
    }
    return { days: days.map((day) => (Number.isNaN(day) ? -1 : day - first)), count: last - first + 1 };
  }
}

const LEFT_OUT = {
  time: 'since it holds times',
  identifier: 'since nearly every row has a value of its own',
  empty: 'since the first rows have no value in it',
} as const;

function comparedColumn(collected: Collected, days: ArrayLike<number>): Omit<ComparedColumn, 'input'> {
  const { name, place } = collected;
  const numbers = collected.numbers.values();
  if (collected.kind === 'number') return { column: baselineColumn(name, numbers, days), place };
  const times = new Float64Array(collected.codes.size);
  for (const code of numbers) if (!Number.isNaN(code)) times[code] = (times[code] ?? 0) + 1;
  const byFrequency = [...collected.codes]
    .sort(([a, one], [b, other]) => (times[other] ?? 0) - (times[one] ?? 0) || (a < b ? -1 : 1))
    .slice(0, MOST_VALUES);
  const ranks = new Float64Array(times.length).fill(byFrequency.length);
  byFrequency.forEach(([, code], rank) => {
    ranks[code] = rank;
  });
  const ranked = numbers.map((code) => (Number.isNaN(code) ? code : (ranks[code] ?? 0)));
  const values = categoryValues(byFrequency.map(([value]) => value));
  return { column: baselineColumn(name, ranked, days, codeBins(values.values.length)), values, place };
}
