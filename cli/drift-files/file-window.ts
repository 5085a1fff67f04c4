import { addBadRecord, emptyWindowSketch, type WindowSketch } from '#core/engine/sketch/window-sketch';
import { SeenEvents } from '#core/monitoring/seen-events';
import { timeOf } from '#core/monitoring/table/column-kind';
import {
  binsOf,
  type ComparedColumn,
  countCell,
  type TableBaseline,
} from '#core/monitoring/table/table-baseline';
import { captureLines, TOO_LONG } from '#core/serving/capture/capture-lines';
import { csvCells } from '#core/serving/capture/csv-cells';
import { type BadRecordReason, captureDecoder, type CaptureRecord } from '#core/serving/capture-record';
import { BadInputFileError } from '../errors.ts';
import { openFile } from './open-file.ts';
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

/** Counts files of rows and captures in the bins of a baseline; memory does not grow with them. */
export class WindowReader {
  readonly #baseline: TableBaseline;
  readonly #header: HeaderRule;
  readonly #sketch: WindowSketch;
  readonly #absent = new Set<string>();
  readonly #events = new SeenEvents();
  #from = Infinity;
  #to = -Infinity;

  constructor(baseline: TableBaseline, header: HeaderRule) {
    const { name, columns, prediction } = baseline;
    this.#baseline = baseline;
    this.#header = header;
    this.#sketch = emptyWindowSketch({
      ...{ baseline: name, features: columns.map(binsOf) },
      predictions: prediction === undefined ? [] : [binsOf(prediction)],
    });
  }

  /** @throws UnknownThingError, BadInputFileError */
  async add(path: string): Promise<void> {
    const { kind, bytes } = await openFile(path);
    if (kind === 'json') await this.#addCaptures(path, bytes);
    else await this.#addTable(path, bytes);
  }

  finish(): FileWindow {
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

  async #addCaptures(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const { coverage } = this.#sketch;
    const { inputs, isNamed } = this.#baseline;
    const decode = captureDecoder(isNamed ? { features: inputs } : {});
    const bad = new Map<string, number>();
    const before = coverage.rows;
    for await (const lines of captureLines(bytes)) {
      for (const line of lines) {
        if (line !== TOO_LONG && line.trim() === '') continue;
        const decoded = line === TOO_LONG ? ({ bad: 'line-too-long' } as const) : decode(line);
        const reason = 'bad' in decoded ? decoded.bad : this.#addRecord(decoded.record);
        if (reason !== undefined) bad.set(reason, (bad.get(reason) ?? 0) + 1);
      }
    }
    for (const [reason, times] of bad) addBadRecord(coverage, reason, times);
    if (coverage.rows > before || bad.size === 0) return;
    const received = [...bad].map(([reason, times]) => `${times} ${reason}`).join(', ');
    throw new BadInputFileError('no row of the file can be compared', {
      ...{ where: path, received, allowed: `capture records with rows of ${inputs.length} features` },
      fix: 'leave out of the baseline what the model does not get, such as its label: --ignore label',
    });
  }

  /** @returns why the record counts as bad */
  #addRecord({
    eventId,
    attributes,
    inputs,
    outputs,
    eventTimes,
  }: CaptureRecord): BadRecordReason | undefined {
    const { coverage } = this.#sketch;
    if (attributes.purpose !== 'live') return undefined;
    coverage.records += 1;
    if (this.#events.meet(eventId)) {
      coverage.duplicates += 1;
      return undefined;
    }
    const { columns, inputs: expected } = this.#baseline;
    const rows = inputs.map(csvCells);
    if (rows.some((cells) => cells.length !== expected.length)) return 'other-columns';
    rows.forEach((cells, row) => {
      this.#addRow(columns.map(({ input }) => cells[input]));
      this.#addAnswer(outputs[row]);
      this.#addTime(Date.parse(eventTimes[row] ?? ''));
    });
    return undefined;
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
