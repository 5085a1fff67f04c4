import type * as z from 'zod';
import type { DatasetConfig } from '#core/config/dataset-config';
import { UnknownDatasetError } from '#core/data/errors';
import {
  type JoinPlan,
  joinPlanKey,
  joinPlanSchema,
  type JoinRecord,
  labelsKey,
  type LabelsRecord,
  labelsRecordSchema,
} from '#core/serving/ground-truth-records';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import { parseContract } from '../../common/define-handler.ts';
import { loadDatasetConfig } from '../../common/load-dataset-config.ts';
import { loadDeployedModel } from '../../common/load-model-revision.ts';
import type { environmentSchema } from './contract.ts';
import { matchLabels } from './match-labels.ts';

type Environment = z.infer<typeof environmentSchema>;

interface Adapters {
  readonly store: ObjectStore;
  readonly parameters: Parameters;
  readonly registry: Registry;
}

/** The plan of the join: the one that is there, also when somebody else was faster, else what matching gives now. */
export async function keepPlan(
  adapters: Adapters,
  environment: Environment,
  model: string,
  join: JoinRecord,
): Promise<JoinPlan> {
  const { store } = adapters;
  const ref = { bucket: environment.LAKE_BUCKET, key: joinPlanKey(model, join.joinId) };
  const read = async () => parseContract(joinPlanSchema, JSON.parse(await store.readText(ref)), ref.key);
  if ((await store.head(ref)) !== undefined) return read();
  const plan = await makePlan(adapters, environment, model, join);
  const isFirst = await store.writeOnce(ref, JSON.stringify(plan), 'application/json');
  return isFirst ? plan : read();
}

async function makePlan(
  adapters: Adapters,
  environment: Environment,
  name: string,
  join: JoinRecord,
): Promise<JoinPlan> {
  const { registry, store, parameters } = adapters;
  const model = await loadDeployedModel(parameters, store, environment.GYRE_ENV, name);
  const dataset = await loadDataset(adapters, environment, model.dataset);
  const { labelledRowsTo } = model.serving;
  const target =
    labelledRowsTo === 'none' ? undefined : await loadDataset(adapters, environment, labelledRowsTo);
  const labels: LabelsRecord[] = [];
  for (const labelsId of join.labels) {
    const item = await registry.get({ kind: 'model', name }, labelsKey(labelsId));
    if (item !== undefined) labels.push(labelsRecordSchema.parse(item.data));
  }
  return matchLabels({ store, registry }, labels, {
    ...{ joinId: join.joinId, asOf: join.asOf, model, dataset, target },
    lakeBucket: environment.LAKE_BUCKET,
    reportsBucket: environment.REPORTS_BUCKET,
  });
}

async function loadDataset(
  adapters: Adapters,
  { GYRE_ENV }: Environment,
  name: string,
): Promise<DatasetConfig> {
  const dataset = await loadDatasetConfig(adapters, GYRE_ENV, name);
  if (dataset !== undefined) return dataset;
  throw new UnknownDatasetError('a dataset of the model is not declared any more', {
    where: name,
    fix: 'add datasets/<name>/dataset.yaml again and deploy; the labels wait',
  });
}
