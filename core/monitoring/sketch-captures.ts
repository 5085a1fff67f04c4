import { bucketStart } from '../serving/bucket.ts';
import { csvCells } from '../serving/capture/csv-cells.ts';
import type { BadRecordReason, CaptureRecord, DecodedRecord } from '../serving/capture-record.ts';
import type { Baseline } from './baseline.ts';
import { SeenEvents } from './seen-events.ts';
import { addRows, emptySketch } from './sketch.ts';
import type { Sketch } from './stored-sketch.ts';

export interface CapturedObject {
  readonly records: readonly CaptureRecord[];
  readonly bad: readonly BadRecordReason[];
}

export interface SketchFacts {
  /** Which object the sketches name; the first one where several are read together. */
  readonly source: Sketch['source'];
  readonly bucket: '1h' | '1d';
  /** Bucket for what is said of an object without a readable record. */
  readonly hour: string;
}

/**
 * The sketches of capture objects, one a bucket of event time, record by record: no record is kept. Smoke and shadow
 * calls are left out, an event counts once however often it comes, and a record with the wrong number of columns
 * counts as bad.
 */
export class CaptureSketches {
  readonly #baseline: Baseline;
  readonly #facts: SketchFacts;
  readonly #sketches = new Map<string, Sketch>();
  readonly #seen = new SeenEvents();
  readonly #coverage: Sketch['coverage'] = { records: 0, duplicates: 0, badRecords: {} };
  #requests = 0;

  constructor(baseline: Baseline, facts: SketchFacts) {
    this.#baseline = baseline;
    this.#facts = facts;
  }

  /** Records that were read, usable or not, of whatever purpose. */
  get requests(): number {
    return this.#requests;
  }

  add(decoded: DecodedRecord): void {
    this.#requests += 1;
    if ('bad' in decoded) {
      this.#countBad(decoded.bad);
      return;
    }
    const { record } = decoded;
    const coverage = this.#coverage;
    if (record.attributes.purpose !== 'live') return;
    coverage.records += 1;
    if (this.#seen.meet(record.eventId)) {
      coverage.duplicates += 1;
      return;
    }
    if (record.inputs.some((line) => cellsIn(line) !== this.#baseline.features.length)) {
      this.#countBad('other-columns');
      return;
    }
    for (const [start, rows] of rowsByBucket(record, this.#facts.bucket)) {
      const sketch = this.#sketches.get(start) ?? emptySketch(this.#baseline, this.#facts.source);
      this.#sketches.set(start, sketch);
      addRows(sketch, this.#baseline, record, rows);
    }
  }

  /** @returns sketches by bucket start; one also for an object of bad records only, none for one of smoke tests only */
  finish(): ReadonlyMap<string, Sketch> {
    return withCoverage(this.#sketches, this.#coverage, this.#baseline, this.#facts);
  }

  #countBad(reason: BadRecordReason): void {
    const { badRecords } = this.#coverage;
    badRecords[reason] = (badRecords[reason] ?? 0) + 1;
  }
}

/** The sketches of objects that are in memory already. */
export function sketchCaptures(
  objects: readonly CapturedObject[],
  baseline: Baseline,
  facts: SketchFacts,
): ReadonlyMap<string, Sketch> {
  const sketches = new CaptureSketches(baseline, facts);
  for (const { records, bad } of objects) {
    for (const reason of bad) sketches.add({ bad: reason });
    for (const record of records) sketches.add({ record });
  }
  return sketches.finish();
}

/** Sketches with what is said of everything that was read: the first one tells it, since it must count once. */
export function withCoverage(
  sketches: ReadonlyMap<string, Sketch>,
  coverage: Sketch['coverage'],
  baseline: Baseline,
  { source, hour, bucket }: SketchFacts,
): ReadonlyMap<string, Sketch> {
  if (sketches.size === 0 && Object.keys(coverage.badRecords).length === 0) return sketches;
  const [first] = [...sketches.keys()].sort();
  const carrier = sketches.get(first ?? '') ?? emptySketch(baseline, source);
  return new Map(sketches).set(first ?? bucketStart(`${hour}:00:00Z`, bucket), { ...carrier, coverage });
}

function rowsByBucket(record: CaptureRecord, bucket: '1h' | '1d'): ReadonlyMap<string, readonly number[]> {
  const rows = new Map<string, number[]>();
  let [lastTime, start] = ['', ''];
  record.eventTimes.forEach((time, row) => {
    // Rows of one request mostly have one time.
    if (time !== lastTime) [lastTime, start] = [time, bucketStart(time, bucket)];
    const own = rows.get(start);
    if (own === undefined) rows.set(start, [row]);
    else own.push(row);
  });
  return rows;
}

function cellsIn(line: string): number {
  if (line.includes('"')) return csvCells(line).length;
  let cells = 1;
  for (let at = line.indexOf(','); at >= 0; at = line.indexOf(',', at + 1)) cells += 1;
  return cells;
}
