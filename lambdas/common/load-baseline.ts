import { type WatchedModel, watchedModelSchema } from '#core/config/watched-model';
import { watchedVersionSchema } from '#core/monitoring/watched-version';
import { UnknownVersionError } from '#core/deployment/errors';
import { ObjectGoneError } from '#core/data/errors';
import { type Baseline, baselineKey, parseBaseline } from '#core/monitoring/baseline';
import { BadBaselineError, BaselineMismatchError } from '#core/monitoring/errors';
import { versionKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { readOnce } from './read-once.ts';

export interface WatchedVersion {
  /** As the version was trained: its features and their order. */
  readonly model: WatchedModel;
  readonly baseline: Baseline;
}

/** Versions do not change: what was loaded once is good for as long as the function lives. */
const loaded = new Map<string, Promise<WatchedVersion>>();
const MOST_LOADED = 20;

/**
 * A version's own baseline and configuration.
 * @throws UnknownVersionError when the registry has no such version
 * @throws BadBaselineError when there is no baseline or it cannot be read
 * @throws BaselineMismatchError when it is another version's
 */
export function loadBaseline(
  adapters: { readonly registry: Registry; readonly store: ObjectStore },
  bucket: string,
  model: string,
  version: number,
): Promise<WatchedVersion> {
  const name = `${bucket}/${model}/${version}`;
  const known = loaded.get(name);
  if (known !== undefined) return known;
  if (loaded.size >= MOST_LOADED) loaded.clear();
  const loading = load(adapters, bucket, model, version);
  loaded.set(name, loading);
  // A failure is not kept: the next message tries again.
  loading.catch(() => loaded.delete(name));
  return loading;
}

/** Of the configuration that a version was trained with, what its captures are read by. */
export function loadWatchedModel(store: ObjectStore, bucket: string, key: string): Promise<WatchedModel> {
  return readOnce(store, { bucket, key }, watchedModelSchema);
}

async function load(
  { registry, store }: { readonly registry: Registry; readonly store: ObjectStore },
  bucket: string,
  model: string,
  version: number,
): Promise<WatchedVersion> {
  const item = await registry.get({ kind: 'model', name: model }, versionKey(version));
  if (item === undefined) {
    throw new UnknownVersionError('captures name a version that is not registered', {
      where: `${model} v${version}`,
      fix: 'variants are named by their version; gyre model show lists them',
    });
  }
  const { contestId, configKey } = watchedVersionSchema.parse(item.data);
  const key = baselineKey(model, contestId);
  const [text, watched] = await Promise.all([
    store.readText({ bucket, key }).catch((error: unknown) => {
      throw error instanceof ObjectGoneError ? withoutBaseline(`${model} v${version}`, key, error) : error;
    }),
    loadWatchedModel(store, bucket, configKey),
  ]);
  const baseline = parseBaseline(text, key);
  if (baseline.contestId !== contestId) {
    throw new BaselineMismatchError('the baseline of a version is that of another one', {
      where: key,
      received: baseline.contestId,
      allowed: contestId,
      fix: `bring back the earlier version of ${key}, or register the version again by a new contest`,
    });
  }
  return { model: watched, baseline };
}

function withoutBaseline(version: string, key: string, cause: Error): BadBaselineError {
  return new BadBaselineError(
    'a version has no baseline, so that it cannot be watched',
    {
      where: `${version}, ${key}`,
      received: 'no object',
      allowed: 'the baseline that BuildBaseline wrote when the version was trained',
      fix: 'bring the object back from its earlier versions, or register the version again by a new contest',
    },
    { cause },
  );
}
