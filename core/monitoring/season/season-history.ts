import type { Baseline } from '../baseline.ts';
import type { DriftWindow } from '../due-work.ts';
import { BaselineMismatchError } from '../errors.ts';
import { sumGroups } from '../psi.ts';
import type { Sketch } from '../stored-sketch.ts';
import { parseSketchKey } from '../sketch-key.ts';

/** Rows of one day or hour of event time, in the decile groups of a version's baseline. */
export interface DatedCounts {
  /** Start of the bucket, UTC, to the hour: `2013-04-01T00`. */
  readonly start: string;
  readonly rows: number;
  /** Rows per group, feature by feature in the model's order; missing rows last. */
  readonly features: readonly (readonly number[])[];
}

export interface DatedSketch {
  /** To the hour, as its key says. */
  readonly bucketStart: string;
  readonly sketch: Sketch;
}

/** Sketches as they were read, in the order of their keys, which alone tell the bucket. */
export function dateSketches(keys: readonly string[], sketches: readonly Sketch[]): readonly DatedSketch[] {
  return keys.flatMap((key, index) => {
    const [address, sketch] = [parseSketchKey(key), sketches[index]];
    return address === undefined || sketch === undefined
      ? []
      : [{ bucketStart: address.bucketStart, sketch }];
  });
}

const DAY_MILLISECONDS = 86_400_000;

/** @example isWithin('2013-04-01T00', { start: '2013-04-01T00:00:00.000Z', end: '2013-05-01T00:00:00.000Z' }) // true */
export function isWithin(bucketStart: string, { start, end }: DriftWindow): boolean {
  return bucketStart >= start.slice(0, 13) && bucketStart < end.slice(0, 13);
}

/**
 * What is known of some stretches of event time: the training rows day by day, and after training what the version
 * was asked, in the same bins.
 * @param sketches of this version; an event that several hold counts once
 * @throws BaselineMismatchError for a sketch of another baseline
 */
export function seasonHistory(
  baseline: Baseline,
  sketches: readonly DatedSketch[],
  spans: readonly DriftWindow[],
): readonly DatedCounts[] {
  const isWanted = ({ start }: { readonly start: string }) => spans.some((span) => isWithin(start, span));
  const days = trainingDays(baseline);
  const trained = days.at(-1)?.start ?? '';
  const groups = baseline.features.map((column) => column.groups);
  const asked = distinctSketches(baseline, sketches)
    // A day of training is known from there; answers to the same rows would count it twice.
    .filter(({ bucketStart }) => bucketStart.slice(0, 10) > trained.slice(0, 10))
    .map(({ bucketStart, sketch }) => ({ start: bucketStart, sketch }))
    .filter(isWanted)
    .map(({ start, sketch }) => ({
      ...{ start, rows: sketch.rows },
      features: sketch.features.map((counts, index) => sumGroups(counts, groups[index] ?? [])),
    }));
  return [...days.filter(isWanted), ...asked].filter(({ rows }) => rows > 0);
}

/**
 * Sketches without those whose events another one holds, whichever order they come in: rows that stand in two
 * capture objects count once. Which of the two stays is decided by their names alone.
 */
export function distinctSketches(
  baseline: Baseline,
  sketches: readonly DatedSketch[],
): readonly DatedSketch[] {
  const owner = new Map<string, string>();
  const refused = new Set<string>();
  const ordered = sketches.toSorted((a, b) => compare(nameOf(a), nameOf(b)));
  for (const { sketch } of ordered) {
    const { key } = sketch.source;
    if (sketch.contestId !== baseline.contestId) {
      throw new BaselineMismatchError('a sketch was counted in the bins of another version', {
        where: key,
        received: sketch.contestId,
        allowed: baseline.contestId,
        fix: 'delete the sketch and send the event of its capture object again',
      });
    }
    if (sketch.events.some((event) => (owner.get(event) ?? key) !== key)) refused.add(key);
    else for (const event of sketch.events) owner.set(event, key);
  }
  return ordered.filter(({ sketch }) => !refused.has(sketch.source.key));
}

function trainingDays(baseline: Baseline): readonly DatedCounts[] {
  const first = Math.floor(Date.parse(baseline.trainStart) / DAY_MILLISECONDS);
  const length = baseline.features[0]?.days.length ?? 0;
  return Array.from({ length }, (_, day) => {
    const features = baseline.features.map(({ days }) => days[day] ?? []);
    return {
      start: new Date((first + day) * DAY_MILLISECONDS).toISOString().slice(0, 13),
      rows: (features[0] ?? []).reduce((sum, count) => sum + count, 0),
      features,
    };
  });
}

function nameOf({ bucketStart, sketch }: DatedSketch): string {
  return `${sketch.source.bucket}/${sketch.source.key} ${bucketStart}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
