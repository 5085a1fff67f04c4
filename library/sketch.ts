import { readSketch as readWindow } from '#core/engine/sketch/read-sketch';
import { addWindowSketch, type WindowSketch } from '#core/engine/sketch/window-sketch';
import { writeSketch as writeWindow } from '#core/engine/sketch/write-sketch';
import { BadTableError } from '#core/monitoring/table/errors';
import type { Baseline } from './baseline.ts';
import { emptyWindow } from './empty-window.ts';

/** What was read, and what of it could not be. */
export interface Coverage {
  /** Rows, or captured calls, the repeated ones among them. */
  readonly records: number;
  /** Rows that were counted. */
  readonly rows: number;
  /** Captured calls whose event id was there before: counted once. */
  readonly duplicates: number;
  /** Captured calls that could not be used, by reason, such as `not-json` or `other-columns`. */
  readonly badRecords: Readonly<Record<string, number>>;
}

/**
 * All that is kept of the rows of a window, counted in the bins of a baseline: some kilobytes, whatever the number of
 * rows. Made by `countRows` and `countCaptures`; it never changes.
 */
export class Sketch {
  readonly #window: WindowSketch;
  readonly baseline: Baseline;
  readonly coverage: Coverage;

  private constructor(baseline: Baseline, window: WindowSketch) {
    this.#window = window;
    this.baseline = baseline;
    const { records, rows, duplicates, badRecords } = window.coverage;
    this.coverage = { records, rows, duplicates, badRecords: Object.fromEntries(badRecords) };
  }

  /** Rows that were counted. */
  get rows(): number {
    return this.coverage.rows;
  }

  /** @internal */
  static of(baseline: Baseline, window: WindowSketch): Sketch {
    return new Sketch(baseline, window);
  }

  /** @internal */
  static windowOf(sketch: Sketch): WindowSketch {
    return sketch.#window;
  }
}

/**
 * The sketch of all rows of some sketches, as if they had been counted together: hours into a day, shards into a whole.
 * Any order and grouping gives the same counts. A row that two sketches hold counts twice.
 *
 * @param sketches one at least, all of one baseline
 * @throws BaselineMismatchError for sketches of different baselines; BadTableError without any
 * @example
 * ```ts
 * const baseline = await makeBaseline({ x: [1, 2, 2, 3] });
 * const hours = [await countRows(baseline, { x: [1, 2] }), await countRows(baseline, { x: [3] })];
 * console.log(mergeSketches(hours).rows); // 3
 * ```
 */
export function mergeSketches(sketches: Iterable<Sketch>): Sketch {
  const all = [...sketches];
  const [first] = all;
  if (first === undefined)
    throw new BadTableError('there is no sketch to merge', {
      ...{ received: 'none', allowed: 'one or more' },
      fix: 'count rows first: an empty table gives a sketch of no rows',
    });
  const sum = emptyWindow(first.baseline);
  for (const sketch of all) addWindowSketch(sum, Sketch.windowOf(sketch));
  return Sketch.of(first.baseline, sum);
}

/**
 * A sketch as bytes, to be stored or sent: 0.5 to 1 KB a column. The same sketch gives the same bytes.
 *
 * @example
 * ```ts
 * const baseline = await makeBaseline({ x: [1, 2, 2, 3] });
 * const sketch = await countRows(baseline, { x: [1, 5] });
 * console.log(readSketch(writeSketch(sketch), baseline).rows); // 2
 * ```
 */
export function writeSketch(sketch: Sketch): Uint8Array {
  return writeWindow(Sketch.windowOf(sketch));
}

/**
 * The sketch that bytes of `writeSketch` hold, of this or any older release.
 *
 * @param baseline the one that it was counted with
 * @throws BadSketchError when the bytes are no sketch, or damaged; BaselineMismatchError for one of another baseline
 * @example
 * ```ts
 * const baseline = await makeBaseline({ x: [1, 2, 2, 3] });
 * const bytes = writeSketch(await countRows(baseline, { x: [1, 5] }));
 * try {
 *   readSketch(bytes.subarray(0, 40), baseline);
 * } catch (error) {
 *   if (error instanceof BadSketchError) console.log(error.code); // GYRE-703
 * }
 * ```
 */
export function readSketch(bytes: Uint8Array, baseline: Baseline): Sketch {
  const window = emptyWindow(baseline);
  // Adding to an empty one refuses what was counted in other bins.
  addWindowSketch(window, readWindow(bytes, 'the bytes'));
  return Sketch.of(baseline, window);
}
