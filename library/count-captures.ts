import type { CaptureCounter } from '#core/engine/kernel/capture-counter';
import { createCaptureCounter } from '#core/engine/kernel/create-capture-counter';
import { readCallOf } from '#core/engine/kernel/read-call';
import { emptyFeatureSketch } from '#core/engine/sketch/feature-sketch';
import { addWindowSketch, type WindowSketch } from '#core/engine/sketch/window-sketch';
import { captureBins } from '#core/monitoring/table/capture-bins';
import { BadOptionError } from '#core/monitoring/table/errors';
import { binsOf, type TableBaseline } from '#core/monitoring/table/table-baseline';
import { Baseline } from './baseline.ts';
import { type ByteSource, piecesOf } from './byte-source.ts';
import { emptyWindow } from './empty-window.ts';
import { Sketch } from './sketch.ts';

export interface CaptureOptions {
  /** How rows are kept apart in `byTime`: by the hour or the day of their event time, UTC. Default: `hour`. */
  readonly bucket?: 'hour' | 'day';
  /** Which of several answers a row is the prediction: its name, or its place from 0. Default: the first. */
  readonly answer?: string | number;
  /** A call that names another version is left out, as bad record `other-version`. Default: all versions count together. */
  readonly modelVersion?: number;
}

export interface CaptureCounts {
  /** All rows together; its coverage is that of everything that was read. */
  readonly total: Sketch;
  /** By the start of the hour or day, UTC: `2024-06-01T07`. Coverage of these knows records and rows only. */
  readonly byTime: ReadonlyMap<string, Sketch>;
  /** That the calls name, ascending: of SageMaker's own capture none does, Gyre's front door names one a call. */
  readonly modelVersions: readonly number[];
}

/**
 * Counts captured calls of a model in the bins of a baseline: the files that SageMaker's data capture or Gyre's front
 * door writes, one record a line, with CSV or JSON in them, plain or in base64. Memory does not grow with them.
 *
 * A row of a call holds the baseline's `inputs` in their order, or as an object by their names. An event id counts
 * once within a call of this function, whatever the number of files; calls for smoke tests are left out. A line that
 * cannot be used stops nothing: `coverage.badRecords` counts it by its reason.
 *
 * @param bytes lines, unpacked; several files one behind the other, each with a line feed at its end
 * @returns sketches of what could be used; without any usable record, a sketch of no rows
 * @throws BadTableError when a piece is no bytes; BadOptionError for a version that is no whole number from 1
 * @example
 * ```ts
 * const baseline = await makeBaseline({ distance: [800, 650, 720], carrier: ['AA', 'DL', 'AA'] });
 * const line = JSON.stringify({
 *   captureData: {
 *     endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data: '700,AA\n905,DL', encoding: 'CSV' },
 *     endpointOutput: { observedContentType: 'text/csv', mode: 'OUTPUT', data: '0.2\n0.9', encoding: 'CSV' },
 *   },
 *   eventMetadata: { eventId: 'e1', inferenceTime: '2024-06-01T07:30:00Z' },
 *   eventVersion: '0',
 * });
 * const { total, byTime } = await countCaptures(baseline, new TextEncoder().encode(`${line}\n${line}\nno record\n`));
 * console.log(total.rows, [...byTime.keys()]); // 2 [ '2024-06-01T07' ]
 * console.log(total.coverage.duplicates, total.coverage.badRecords); // 1 { 'not-json': 1 }
 * ```
 */
export async function countCaptures(
  baseline: Baseline,
  bytes: ByteSource,
  options: CaptureOptions = {},
): Promise<CaptureCounts> {
  const table = Baseline.tableOf(baseline);
  const counter = counterOf(table, options);
  for await (const piece of piecesOf(bytes)) counter.push(piece);
  counter.endObject();
  const { windows, coverage, modelVersions } = counter.finish();
  const compared = new Map(
    [...windows].map(([start, window]) => [start, comparedOf(table, window)] as const),
  );
  const sum = emptyWindow(baseline);
  for (const window of compared.values()) addWindowSketch(sum, window);
  return {
    total: Sketch.of(baseline, { ...sum, coverage }),
    byTime: new Map([...compared].map(([start, window]) => [start, Sketch.of(baseline, window)])),
    modelVersions: [...modelVersions].sort((a, b) => a - b),
  };
}

/** @throws BadOptionError */
function counterOf(
  table: TableBaseline,
  { bucket = 'hour', answer, modelVersion: version }: CaptureOptions,
): CaptureCounter {
  const { inputs } = table;
  if (version !== undefined && !(Number.isSafeInteger(version) && version >= 1))
    throw new BadOptionError('no model has such a version', {
      ...{ where: 'modelVersion', received: String(version), allowed: 'a whole number from 1' },
      fix: 'leave it out to count all versions together',
    });
  return createCaptureCounter({
    ...captureBins(table),
    bucket: bucket === 'hour' ? '1h' : '1d',
    readCall: readCallOf({
      features: inputs,
      ...(answer === undefined ? {} : { answerColumn: answer }),
      ...(version === undefined ? {} : { version }),
    }),
    names: inputs,
  });
}

function comparedOf({ columns, prediction }: TableBaseline, window: WindowSketch): WindowSketch {
  const features = columns.map(
    (column) => window.features[column.input] ?? emptyFeatureSketch(binsOf(column)),
  );
  return { ...window, features, predictions: prediction === undefined ? [] : window.predictions };
}
