import {
  type BatchResult,
  batchResult,
  mergeResults,
  parseBatchResult,
} from '#core/monitoring/sketching/batch-result';
import { doneKey } from '#core/monitoring/sketching/claims';
import { type MergeItem, resultKey } from '#core/monitoring/sketching/plan-hours';
import { captureDigest, sketchKey } from '#core/monitoring/sketch-key';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { capturedClaim } from './captured-claim.ts';
import { loadBaseline } from './load-baseline.ts';
import type { BatchPlaces } from './read-batch-item.ts';

/** Results read at once. */
const CONCURRENCY = 16;

/**
 * Makes one result of several, or of the last ones the sketches of their claim. Keys are functions of what is merged
 * and of the claim, and the claim's mark comes last: a repeat writes the same again.
 * @returns rows of what was merged
 */
export async function mergeItem(
  { registry, store }: { readonly registry: Registry; readonly store: ObjectStore },
  places: BatchPlaces,
  { owner, inputs, output, isLast }: MergeItem,
): Promise<number> {
  const claim = capturedClaim(owner, places.environment);
  const { model, version, folder, variant } = claim;
  const { baseline } = await loadBaseline({ registry, store }, places.artifacts, model, version);
  const results = await readResults(store, places.reports, owner, inputs);
  const merged = mergeResults(baseline, results, { bucket: places.captures, key: `${folder}/` });
  const rows = [...merged.values()].reduce((sum, sketch) => sum + sketch.rows, 0);
  if (!isLast) {
    const key = resultKey(owner, output);
    await store.write(
      { bucket: places.reports, key },
      JSON.stringify(batchResult(merged)),
      'application/json',
    );
    return rows;
  }
  const digest = captureDigest({ bucket: places.captures, key: owner });
  for (const [bucketStart, sketch] of merged) {
    const key = sketchKey({ model, version, variant, bucketStart, digest });
    await store.write({ bucket: places.reports, key }, JSON.stringify(sketch), 'application/json');
  }
  await store.write(
    { bucket: places.reports, key: doneKey(owner) },
    JSON.stringify({ rows }),
    'application/json',
  );
  return rows;
}

async function readResults(
  store: ObjectStore,
  bucket: string,
  owner: string,
  inputs: readonly string[],
): Promise<readonly BatchResult[]> {
  const results: BatchResult[] = [];
  const waiting = [...inputs.entries()];
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [at, name] = next;
        const key = resultKey(owner, name);
        results[at] = parseBatchResult(await store.readText({ bucket, key }), key);
      }
    }),
  );
  return results;
}
