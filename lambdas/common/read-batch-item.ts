import type { BatchItem } from '#core/monitoring/scale/batch';
import { batchResult } from '#core/monitoring/sketching/batch-result';
import { resultKey } from '#core/monitoring/sketching/plan-hours';
import type { MetricLog } from '#ports/metric-log';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { capturedClaim } from './captured-claim.ts';
import { loadBaseline } from './load-baseline.ts';
import { sketchPieces } from './sketch-pieces.ts';
import { tellCaptured } from './tell-captured.ts';

export interface BatchAdapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly metrics: MetricLog;
}

export interface BatchPlaces {
  readonly environment: string;
  /** Buckets. */
  readonly captures: string;
  readonly artifacts: string;
  readonly reports: string;
}

/** As the functions that read and merge have them in their environment. */
export function batchPlaces(environment: {
  readonly GYRE_ENV: string;
  readonly CAPTURE_BUCKET: string;
  readonly ARTIFACTS_BUCKET: string;
  readonly REPORTS_BUCKET: string;
}): BatchPlaces {
  return {
    environment: environment.GYRE_ENV,
    captures: environment.CAPTURE_BUCKET,
    artifacts: environment.ARTIFACTS_BUCKET,
    reports: environment.REPORTS_BUCKET,
  };
}

/** What became of a batch. */
export interface BatchOutcome {
  /** there: somebody has read it before. */
  readonly status: 'read' | 'there';
  readonly rows: number;
  /** Objects that were deleted before they were read. */
  readonly gone: number;
}

/**
 * Reads one batch to its result. The result is named by the members of the batch, so a repeat finds it, and two at
 * once write the same.
 */
export async function readBatchItem(
  { registry, store, metrics }: BatchAdapters,
  places: BatchPlaces,
  { batch, owner, plainBytes, pieces }: BatchItem,
  now: Date,
): Promise<BatchOutcome> {
  const result = { bucket: places.reports, key: resultKey(owner, batch) };
  if ((await store.head(result)) !== undefined) return { status: 'there', rows: 0, gone: 0 };
  const { folder, hour, model, version } = capturedClaim(owner, places.environment);
  const watched = await loadBaseline({ registry, store }, places.artifacts, model, version);
  const { sketches, requests, gone } = await sketchPieces(
    store,
    pieces.map(([key, from, to]) => ({
      ref: { bucket: places.captures, key },
      ...(from === undefined || to === undefined ? {} : { part: { from, to } }),
    })),
    { ...watched, version },
    {
      source: { bucket: places.captures, key: `${folder}/` },
      ...{ bucket: watched.model.monitoring.bucket, hour },
    },
    plainBytes,
  );
  await store.write(result, JSON.stringify(batchResult(sketches)), 'application/json');
  // Last, since a repeat after a failure would count again.
  tellCaptured(metrics, { environment: places.environment, model, hour }, requests, now);
  const rows = [...sketches.values()].reduce((sum, sketch) => sum + sketch.rows, 0);
  return { status: 'read', rows, gone: gone.length };
}
