import type { TableBlock } from '#core/data/table-block';
import { addFeatureSketch, type FeatureSketch } from '#core/engine/sketch/feature-sketch';
import { addCoverage, emptyWindowSketch, type WindowSketch } from '#core/engine/sketch/window-sketch';
import { timeOf } from '#core/monitoring/table/column-kind';
import {
  binsOf,
  type ComparedColumn,
  countCell,
  countColumn,
  type TableBaseline,
} from '#core/monitoring/table/table-baseline';
import { BadInputFileError } from '../errors.ts';
import { type CaptureFile, type CaptureOrder, countCaptures } from './captured-window.ts';
import { isPlainJson, openFile } from './open-file.ts';
import type { Tell } from './read-progress.ts';
import { type HeaderRule, readTable } from './read-table.ts';

/** The rows of all files together, counted. */
export interface FileWindow {
  readonly sketch: WindowSketch;
  /** Columns of the baseline that a file lacks: they are not compared. */
  readonly absent: ReadonlySet<string>;
  /** Milliseconds since 1970, of the rows that have a time. */
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/**
 * Counts files of rows and captures in the bins of a baseline; memory does not grow with them.
 *
 * Captures are collected and counted together, so that calls are compared across their files. Of tables the kernel of
 * rows reads numbers and finds cells: their columns stand in any order and some are missing, and a row has its time in
 * a column.
 */
export class WindowReader {
  readonly #baseline: TableBaseline;
  readonly #header: HeaderRule;
  readonly #order: CaptureOrder;
  readonly #tell: Tell;
  readonly #sketch: WindowSketch;
  readonly #absent = new Set<string>();
  #captures: CaptureFile[] = [];
  #from = Infinity;
  #to = -Infinity;

  constructor(baseline: TableBaseline, header: HeaderRule, order: CaptureOrder, tell: Tell) {
    const { name, columns, prediction } = baseline;
    this.#baseline = baseline;
    this.#header = header;
    this.#order = order;
    this.#tell = tell;
    this.#sketch = emptyWindowSketch({
      ...{ baseline: name, features: columns.map(binsOf) },
      predictions: prediction === undefined ? [] : [binsOf(prediction)],
    });
  }

  /** @throws UnknownThingError, BadInputFileError, for the first of the files that cannot be used */
  async add(path: string): Promise<void> {
    if (isPlainJson(path)) {
      this.#captures.push({ path, isPacked: false });
      return;
    }
    try {
      const { kind, bytes, isPacked, close } = await openFile(path, this.#tell);
      if (kind === 'table') await this.#addTable(path, bytes);
      else {
        await close();
        this.#captures.push({ path, isPacked });
      }
    } catch (error) {
      // Those in front of this one, of which one may be at fault as well: then it is named.
      await this.#addCaptures();
      throw error;
    }
  }

  /** @throws UnknownThingError, BadInputFileError */
  async finish(): Promise<FileWindow> {
    await this.#addCaptures();
    const hasTimes = this.#from <= this.#to;
    return {
      ...{ sketch: this.#sketch, absent: this.#absent },
      ...{ from: hasTimes ? this.#from : undefined, to: hasTimes ? this.#to : undefined },
    };
  }

  async #addTable(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const { columns, prediction, time } = this.#baseline;
    const { coverage } = this.#sketch;
    let places: readonly number[] = [];
    let [answerPlace, timePlace] = [-1, -1];
    await readTable(
      { path, bytes, header: this.#header },
      {
        columns: (names, isNamed) => {
          const placeOf = this.#placesIn(path, names, isNamed);
          places = columns.map(placeOf);
          answerPlace = prediction === undefined ? -1 : placeOf(prediction);
          timePlace = time === undefined ? -1 : names.indexOf(time);
        },
        row: (cells) => {
          coverage.records += 1;
          this.#addRow(places.map((place) => cells[place]));
          if (answerPlace >= 0) this.#addAnswer(cells[answerPlace]);
          if (timePlace >= 0) this.#addTime(timeOf(cells[timePlace] ?? ''));
        },
        numeric: () =>
          new Set(columns.flatMap(({ values }, at) => (values === undefined ? [places[at] ?? -1] : []))),
        block: (rows) => {
          coverage.records += rows.rows;
          coverage.rows += rows.rows;
          columns.forEach((column, at) => countIn(this.#sketch.features[at], column, rows, places[at] ?? -1));
          if (prediction !== undefined && answerPlace >= 0)
            countIn(this.#sketch.predictions[0], prediction, rows, answerPlace);
          for (let row = 0; timePlace >= 0 && row < rows.rows; row += 1)
            this.#addTime(timeOf(rows.text(timePlace, row)));
        },
      },
    );
  }

  /** @throws BadInputFileError when not one column is there */
  #placesIn(path: string, names: readonly string[], isNamed: boolean): (column: ComparedColumn) => number {
    const { columns, isNamed: hasNames } = this.#baseline;
    const byName = isNamed && hasNames;
    const placeOf = ({ column: { name }, place }: ComparedColumn) =>
      byName ? names.indexOf(name) : place < names.length ? place : -1;
    const absent = columns.filter((column) => placeOf(column) < 0).map(({ column: { name } }) => name);
    if (absent.length === columns.length)
      throw new BadInputFileError('the file has no column of the baseline', {
        ...{ where: path, received: names.slice(0, 40).join(', ') },
        allowed: columns
          .map(({ column: { name } }) => name)
          .slice(0, 40)
          .join(', '),
        fix: 'name a file with the columns of the baseline; --no-header if the first line of both is a row',
      });
    for (const name of absent) this.#absent.add(name);
    return placeOf;
  }

  async #addCaptures(): Promise<void> {
    const captures = this.#captures;
    if (captures.length === 0) return;
    this.#captures = [];
    const { windows, coverage, times } = await countCaptures(captures, this.#baseline, this.#order);
    for (const { features, predictions } of windows.values()) {
      this.#baseline.columns.forEach(({ input }, place) =>
        addColumn(this.#sketch.features[place], features[input]),
      );
      addColumn(this.#sketch.predictions[0], predictions[0]);
    }
    addCoverage(this.#sketch.coverage, coverage);
    this.#from = Math.min(this.#from, times.earliest);
    this.#to = Math.max(this.#to, times.latest);
  }

  /** @param cells one a column of the baseline; nothing for a column that the file lacks */
  #addRow(cells: readonly (string | undefined)[]): void {
    this.#sketch.coverage.rows += 1;
    this.#sketch.features.forEach((sketch, place) => {
      const compared = this.#baseline.columns[place];
      if (compared !== undefined) countCell(sketch, compared, cells[place] ?? '');
    });
  }

  #addAnswer(answer: string | undefined): void {
    const [sketch] = this.#sketch.predictions;
    const { prediction } = this.#baseline;
    if (sketch !== undefined && prediction !== undefined && answer !== undefined)
      countCell(sketch, prediction, answer);
  }

  #addTime(time: number): void {
    if (Number.isNaN(time)) return;
    this.#from = Math.min(this.#from, time);
    this.#to = Math.max(this.#to, time);
  }
}

function countIn(
  sketch: FeatureSketch | undefined,
  column: ComparedColumn,
  rows: TableBlock,
  place: number,
): void {
  if (sketch !== undefined) countColumn(sketch, column, rows, place);
}

function addColumn(to: FeatureSketch | undefined, from: FeatureSketch | undefined): void {
  if (to !== undefined && from !== undefined) addFeatureSketch(to, from);
}
