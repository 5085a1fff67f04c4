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

/** A column of the baseline in a file. */
interface PlacedColumn {
  readonly column: ComparedColumn;
  /** What it is counted into. */
  readonly sketch: FeatureSketch;
  /** -1 where the file lacks it: every row is empty there. */
  readonly place: number;
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
    const { time } = this.#baseline;
    const { coverage } = this.#sketch;
    let columns: readonly PlacedColumn[] = [];
    let timePlace = -1;
    await readTable(
      { path, bytes, header: this.#header },
      {
        columns: (names, isNamed) => {
          columns = this.#placedIn(path, names, isNamed);
          timePlace = time === undefined ? -1 : names.indexOf(time);
        },
        row: (cells) => {
          coverage.records += 1;
          coverage.rows += 1;
          for (const { sketch, column, place } of columns) countCell(sketch, column, cells[place] ?? '');
          if (timePlace >= 0) this.#addTime(timeOf(cells[timePlace] ?? ''));
        },
        numeric: () => {
          const isNumeric = ({ column, place }: PlacedColumn) => column.values === undefined && place >= 0;
          return new Set(columns.filter(isNumeric).map(({ place }) => place));
        },
        block: (block) => {
          coverage.records += block.rows;
          coverage.rows += block.rows;
          for (const { sketch, column, place } of columns) countColumn(sketch, column, block, place);
          for (let row = 0; timePlace >= 0 && row < block.rows; row += 1)
            this.#addTime(timeOf(block.text(timePlace, row)));
        },
      },
    );
  }

  /** @throws BadInputFileError when not one column is there */
  #placedIn(path: string, names: readonly string[], isNamed: boolean): readonly PlacedColumn[] {
    const { columns, prediction, isNamed: hasNames } = this.#baseline;
    const byName = isNamed && hasNames;
    const placed = (column: ComparedColumn, sketch: FeatureSketch | undefined): PlacedColumn[] => {
      const { name } = column.column;
      const place = byName ? names.indexOf(name) : column.place < names.length ? column.place : -1;
      return sketch === undefined ? [] : [{ column, sketch, place }];
    };
    const features = columns.flatMap((column, at) => placed(column, this.#sketch.features[at]));
    const absent = features.filter(({ place }) => place < 0).map(({ column }) => column.column.name);
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
    // A file without answers has none, which is not the same as missing ones.
    const answers = prediction === undefined ? [] : placed(prediction, this.#sketch.predictions[0]);
    return [...features, ...answers.filter(({ place }) => place >= 0)];
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

  #addTime(time: number): void {
    if (Number.isNaN(time)) return;
    this.#from = Math.min(this.#from, time);
    this.#to = Math.max(this.#to, time);
  }
}

function addColumn(to: FeatureSketch | undefined, from: FeatureSketch | undefined): void {
  if (to !== undefined && from !== undefined) addFeatureSketch(to, from);
}
