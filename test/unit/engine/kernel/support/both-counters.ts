import { expect } from 'vitest';
import type { CaptureCounts, CaptureCounterOptions } from '#core/engine/kernel/capture-counter';
import { KernelCounter } from '#core/engine/kernel/kernel-counter';
import { plainCaptureCounter } from '#core/engine/kernel/plain-counter';
import { readCallOf } from '#core/engine/kernel/read-call';
import type { FeatureSketch } from '#core/engine/sketch/feature-sketch';
import { BINS } from './capture-lines.ts';

export const OPTIONS: CaptureCounterOptions = {
  bins: BINS,
  bucket: '1h',
  readCall: readCallOf(),
  // Small, so that lines are cut at the ends of chunks.
  chunkBytes: 8192,
  idCapacity: 100,
};

/** What both counters make of some objects, each of chunks. */
export function countBoth(
  objects: readonly (readonly Uint8Array[])[],
  options: Partial<CaptureCounterOptions> = {},
): readonly [CaptureCounts, CaptureCounts] {
  const all = { ...OPTIONS, ...options };
  const [kernel, plain] = [new KernelCounter(all), plainCaptureCounter(all)].map((counter) => {
    for (const chunks of objects) {
      for (const chunk of chunks) counter.push(chunk);
      counter.endObject();
    }
    const soFar = counter.coverage();
    const counts = counter.finish();
    expect(soFar).toStrictEqual(counts.coverage);
    return counts;
  });
  if (kernel === undefined || plain === undefined) throw new Error('two counters were made');
  return [kernel, plain];
}

/** The same in every bit; only where more than 255 unknown values came, and were cut, are they left out. */
export function expectSame([kernel, plain]: readonly [CaptureCounts, CaptureCounts]): void {
  expect(comparable(kernel)).toStrictEqual(comparable(plain));
}

function comparable({ windows, coverage, times, modelVersions }: CaptureCounts): unknown {
  const columns = (sketches: readonly FeatureSketch[]) =>
    sketches.map((sketch) =>
      sketch.kind === 'category' && sketch.unknown.error > 0 ? { ...sketch, unknown: undefined } : sketch,
    );
  return {
    coverage,
    times,
    modelVersions,
    windows: new Map(
      [...windows]
        .filter(([, window]) => window.coverage.rows > 0)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([start, { features, predictions, coverage: own }]) => [
          start,
          { own, features: columns(features), predictions: columns(predictions) },
        ]),
    ),
  };
}
