import { latestSchema } from '#core/data/upload-outcome';
import { aliasSchema } from '#core/deployment/deployment-record';
import { aliasKey, LATEST_KEY, versionKey } from '#core/registry/keys';
import type { ModelState } from '#core/retraining/governor';
import { modelState } from '#core/retraining/model-state';
import type { RetrainRequest } from '#core/retraining/retrain-records';
import { modelVersionSchema } from '#core/training/model-version';
import { contestSchema } from '#core/training/training-records';
import type { ObjectStore } from '#ports/object-store';
import type { AggregateView, Registry } from '#ports/registry';
import { listVersionObjects, newestPublished } from '../../common/dataset-reader.ts';

const CONTEST_PREFIX = 'CONTEST#';

/** Which version serves, and where the hold-out that made it the champion ends. */
export async function readChampionOf(view: AggregateView): Promise<ModelState['champion']> {
  const alias = await view.get(aliasKey('champion'));
  if (alias === undefined) return undefined;
  const { version } = aliasSchema.parse(alias.data);
  const item = await view.get(versionKey(version));
  return item === undefined
    ? undefined
    : { version, holdoutEnd: modelVersionSchema.parse(item.data).holdoutEnd };
}

/** What policy is decided on: contests of the model, and the rows of the newest version of its dataset. */
export async function readModelState(
  view: AggregateView,
  facts: {
    readonly champion: ModelState['champion'];
    readonly requests: readonly RetrainRequest[];
    readonly dataset: string;
  },
  place: { readonly registry: Registry; readonly store: ObjectStore; readonly lakeBucket: string },
): Promise<ModelState> {
  const { dataset, ...known } = facts;
  const { registry, store, lakeBucket } = place;
  const item = await registry.get({ kind: 'dataset', name: dataset }, LATEST_KEY);
  const latest = item === undefined ? 0 : latestSchema.parse(item.data).version;
  const version = await newestPublished(store, lakeBucket, dataset, latest);
  const objects = version === 0 ? [] : await listVersionObjects(store, lakeBucket, dataset, version);
  const contests = (await view.list(CONTEST_PREFIX)).map((item) => contestSchema.parse(item.data));
  return modelState({ ...known, contests, objects });
}
