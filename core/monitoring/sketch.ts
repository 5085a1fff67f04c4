import type { CaptureRecord } from '../serving/capture-record.ts';
import type { Baseline } from './baseline.ts';
import { BaselineMismatchError } from './errors.ts';
import { binCount, binOf, featureValue } from './reference-bins.ts';
import { readCells } from './row-cells.ts';
import { compiledScores } from './row-scores/compiled-scores.ts';
import { rowHash } from './row-scores/row-hash.ts';
import {
  addToSample,
  cellsText,
  emptySample,
  mergedSampleRows,
  mergeSamples,
  sketchSampleRows,
} from './row-scores/row-sample.ts';
import { addScore, addScoreCounts, emptyScoreCounts } from './row-scores/score-counts.ts';
import type { Sketch } from './stored-sketch.ts';

export function emptySketch(baseline: Baseline, source: Sketch['source']): Sketch {
  return {
    format: 1,
    contestId: baseline.contestId,
    source,
    events: [],
    rows: 0,
    features: baseline.features.map(({ bins }) => new Array<number>(binCount(bins)).fill(0)),
    prediction: new Array<number>(binCount(baseline.prediction.bins)).fill(0),
    ...(baseline.rowScores === undefined ? {} : { scores: baseline.rowScores.map(emptyScoreCounts) }),
    ...(baseline.sample === undefined ? {} : { sample: emptySample() }),
    coverage: { records: 0, duplicates: 0, badRecords: {} },
  };
}

/**
 * Counts some rows of a record into a sketch, in place.
 * @param rows which of the record's rows; those of one bucket
 * @throws BaselineMismatchError when a row has another number of cells than the baseline has features
 */
export function addRows(
  sketch: Sketch,
  baseline: Baseline,
  record: CaptureRecord,
  rows: readonly number[],
): void {
  sketch.events.push(record.eventId);
  const scores = compiledScores(baseline);
  const values = new Float64Array(baseline.features.length);
  for (const row of rows) {
    const cells = readCells(record.inputs[row] ?? '', values);
    if (cells !== values.length) {
      throw new BaselineMismatchError('a captured row has other columns than the version was trained on', {
        where: `event ${record.eventId}, row ${row}`,
        received: `${cells} cells`,
        allowed: `${baseline.features.length} features`,
        fix: 'call the endpoint with the features of its model in their order; gyre model show lists them',
      });
    }
    baseline.features.forEach(({ bins }, feature) => {
      add(sketch.features[feature], binOf(values[feature] ?? Number.NaN, bins));
    });
    const prediction = featureValue(record.outputs[row] ?? '');
    add(sketch.prediction, binOf(prediction, baseline.prediction.bins));
    sketch.scores?.forEach((counts, at) => {
      const [score, counted] = [scores[at], baseline.rowScores?.[at]];
      if (score !== undefined && counted !== undefined) addScore(counts, counted, score(values, prediction));
    });
    if (sketch.sample !== undefined) {
      const hash = rowHash(record.rowIds[row] ?? `${record.eventId}#${row}`);
      addToSample(sketch.sample, hash, () => cellsText(values), sketchSampleRows(values.length));
    }
    sketch.rows += 1;
  }
}

/**
 * The sum of sketches of one baseline.
 * @returns the sum, and the sources that share an event with another: their rows would count twice, and they are
 * left out for the caller to read again together
 * @throws BaselineMismatchError for a sketch of another baseline
 */
export function mergeSketches(
  baseline: Baseline,
  sketches: readonly Sketch[],
): { readonly merged: Sketch; readonly overlapping: readonly Sketch['source'][] } {
  const overlapping = overlappingSources(sketches);
  const isOverlapping = (sketch: Sketch) => overlapping.some(({ key }) => key === sketch.source.key);
  const merged = emptySketch(baseline, { bucket: '', key: '' });
  for (const sketch of sketches) {
    if (sketch.contestId !== baseline.contestId) {
      throw new BaselineMismatchError('a sketch was counted in the bins of another version', {
        where: sketch.source.key,
        received: sketch.contestId,
        allowed: baseline.contestId,
        fix: 'delete the sketch and send the event of its capture object again',
      });
    }
    if (sketch.scores !== undefined && sketch.scores.length !== baseline.rowScores?.length) {
      throw new BaselineMismatchError('a sketch holds other scores of rows than its baseline defines', {
        where: sketch.source.key,
        received: `${sketch.scores.length} scores`,
        allowed: `${baseline.rowScores?.length ?? 0}, as in the baseline of ${baseline.contestId}`,
        fix: 'delete the sketch and send the event of its capture object again',
      });
    }
    if (!isOverlapping(sketch)) addSketch(merged, sketch);
  }
  return { merged, overlapping };
}

/** Adds one sketch to another, in place. Rows of a sketch without scores or sample are missing from those of the sum. */
export function addSketch(to: Sketch, sketch: Sketch): void {
  to.rows += sketch.rows;
  to.events.push(...sketch.events);
  sketch.features.forEach((counts, feature) => addCounts(to.features[feature], counts));
  addCounts(to.prediction, sketch.prediction);
  sketch.scores?.forEach((counts, at) => {
    const own = to.scores?.[at];
    if (own !== undefined) addScoreCounts(own, counts);
  });
  if (to.sample !== undefined && sketch.sample !== undefined)
    mergeSamples(to.sample, sketch.sample, mergedSampleRows(sketch.features.length));
  to.coverage.records += sketch.coverage.records;
  to.coverage.duplicates += sketch.coverage.duplicates;
  for (const [reason, count] of Object.entries(sketch.coverage.badRecords)) {
    to.coverage.badRecords[reason] = (to.coverage.badRecords[reason] ?? 0) + count;
  }
}

/**
 * Sources of sketches that share an event. Within one source an event may stand in several buckets' sketches, each
 * with its own rows: that is no overlap.
 */
function overlappingSources(sketches: readonly Sketch[]): readonly Sketch['source'][] {
  const owner = new Map<string, Sketch['source']>();
  const found = new Map<string, Sketch['source']>();
  for (const { events, source } of sketches) {
    for (const event of events) {
      const first = owner.get(event);
      if (first === undefined) owner.set(event, source);
      else if (first.key !== source.key) {
        found.set(first.key, first);
        found.set(source.key, source);
      }
    }
  }
  return [...found.values()];
}

function add(counts: number[] | undefined, bin: number): void {
  if (counts !== undefined) counts[bin] = (counts[bin] ?? 0) + 1;
}

function addCounts(to: number[] | undefined, counts: readonly number[]): void {
  if (to === undefined) return;
  counts.forEach((count, bin) => {
    to[bin] = (to[bin] ?? 0) + count;
  });
}
