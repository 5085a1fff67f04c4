import { bucketStart } from '../serving/bucket.ts';
import type { BadRecordReason, CaptureRecord } from '../serving/capture-record.ts';
import type { Baseline } from './baseline.ts';
import { addRows, emptySketch, type Sketch } from './sketch.ts';

export interface CapturedObject {
  readonly records: readonly CaptureRecord[];
  readonly bad: readonly BadRecordReason[];
}

/**
 * The sketches of capture objects, one a bucket of event time. Smoke and shadow calls are left out, an event counts
 * once however often it stands there, and a record with the wrong number of columns counts as bad.
 *
 * @param source which object the sketches name; the first one where several are read together
 * @param hour   bucket for what is said of an object without a readable record
 * @returns sketches by bucket start; one also for an object of bad records only, none for one of smoke tests only
 */
export function sketchCaptures(
  objects: readonly CapturedObject[],
  baseline: Baseline,
  facts: { readonly source: Sketch['source']; readonly bucket: '1h' | '1d'; readonly hour: string },
): ReadonlyMap<string, Sketch> {
  const sketches = new Map<string, Sketch>();
  const seen = new Set<string>();
  const coverage: Sketch['coverage'] = { records: 0, duplicates: 0, badRecords: {} };
  const bad = (reason: string) => {
    coverage.badRecords[reason] = (coverage.badRecords[reason] ?? 0) + 1;
  };
  for (const object of objects) {
    for (const reason of object.bad) bad(reason);
    for (const record of object.records) {
      if (record.attributes.purpose !== 'live') continue;
      coverage.records += 1;
      if (seen.has(record.eventId)) {
        coverage.duplicates += 1;
        continue;
      }
      seen.add(record.eventId);
      if (record.inputs.some((line) => cellsIn(line) !== baseline.features.length)) {
        bad('other-columns');
        continue;
      }
      for (const [start, rows] of rowsByBucket(record, facts.bucket)) {
        const sketch = sketches.get(start) ?? emptySketch(baseline, facts.source);
        sketches.set(start, sketch);
        addRows(sketch, baseline, record, rows);
      }
    }
  }
  if (sketches.size === 0 && Object.keys(coverage.badRecords).length === 0) return sketches;
  const [first] = [...sketches.keys()].sort();
  const carrier = sketches.get(first ?? '') ?? emptySketch(baseline, facts.source);
  sketches.set(first ?? bucketStart(`${facts.hour}:00:00Z`, facts.bucket), { ...carrier, coverage });
  return sketches;
}

function rowsByBucket(record: CaptureRecord, bucket: '1h' | '1d'): ReadonlyMap<string, readonly number[]> {
  const rows = new Map<string, number[]>();
  record.eventTimes.forEach((time, row) => {
    const start = bucketStart(time, bucket);
    const own = rows.get(start);
    if (own === undefined) rows.set(start, [row]);
    else own.push(row);
  });
  return rows;
}

function cellsIn(line: string): number {
  let cells = 1;
  for (let at = line.indexOf(','); at >= 0; at = line.indexOf(',', at + 1)) cells += 1;
  return cells;
}
