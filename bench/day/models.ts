import { type CompiledModel, compiledModelSchema } from '#core/config/compiled-model';
import { type Baseline, baselineColumn, baselineKey } from '#core/monitoring/baseline';
import { versionKey } from '#core/registry/keys';
import type { ModelVersion } from '#core/training/model-version';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { FEATURES, sourceOf } from '../drift/features.ts';

/** Numbers alone: a baseline of categories takes a dataset to be encoded by. */
export const MODEL_FEATURES = FEATURES.filter(({ isNumber }) => isNumber);
const TRAINING_DAYS = 60;
const ROWS_A_DAY = 50;
export const VERSION = 1;

/** @example modelName(7) // 'model-07' */
export function modelName(index: number): string {
  return `model-${String(index).padStart(2, '0')}`;
}

/** Registers models whose captures are read by the hour, each with one version and its baseline. */
export async function registerModels(
  { registry, store }: { readonly registry: Registry; readonly store: ObjectStore },
  artifactsBucket: string,
  count: number,
): Promise<readonly string[]> {
  const columns = trainedColumns();
  const models = Array.from({ length: count }, (_, index) => modelName(index));
  for (const model of models) {
    const contestId = `ct-${model}`;
    const configKey = `models/${model}/model.json`;
    const put = (key: string, value: unknown) =>
      store.write({ bucket: artifactsBucket, key }, JSON.stringify(value), 'application/json');
    await put(configKey, configOf(model));
    await put(baselineKey(model, contestId), baselineOf(model, contestId, columns));
    await registry.transition({ kind: 'model', name: model }, () => {
      const data = { ...versionOf(contestId, configKey) };
      return Promise.resolve({
        writes: [{ sk: versionKey(VERSION), entity: 'model-version', data, expect: 'any' }],
        event: { type: 'contest-decided', actor: 'bench', cause: 'a simulated day' },
        result: undefined,
      });
    });
  }
  return models;
}

function configOf(name: string): CompiledModel {
  return compiledModelSchema.parse({
    ...{ name, owner: 'bench', risk: 'low', problem: 'regression', objective: 'plan' },
    ...{ dataset: 'rides', label: 'minutes', key: ['id'], eventTime: 'at' },
    features: MODEL_FEATURES.map((feature) => feature.name),
    evaluation: { metric: 'mae' },
    monitoring: { bucket: '1h', sketches: 'hourly' },
  });
}

type Columns = Pick<Baseline, 'features' | 'prediction' | 'rows'>;

function trainedColumns(): Columns {
  const source = sourceOf('training');
  const rows = TRAINING_DAYS * ROWS_A_DAY;
  const days = Array.from({ length: rows }, (_, row) => Math.floor(row / ROWS_A_DAY));
  const numberOf = (text: string) => (text === '' ? Number.NaN : Number(text));
  const features = MODEL_FEATURES.map((feature) =>
    baselineColumn(
      feature.name,
      Array.from({ length: rows }, () => numberOf(feature.text(source, false))),
      days,
    ),
  );
  const answers = Array.from({ length: rows }, () => source.uniform());
  return { rows, features, prediction: baselineColumn('prediction', answers, []) };
}

function baselineOf(model: string, contestId: string, columns: Columns): Baseline {
  const span = { trainStart: '2026-01-01T00:00:00.000Z', trainEnd: '2026-03-02T00:00:00.000Z' };
  return { format: 1, model, contestId, ...span, ...columns };
}

function versionOf(contestId: string, configKey: string): ModelVersion {
  return {
    ...{ version: VERSION, candidateId: `c-${contestId}`, contestId, revision: 'r1', configKey },
    ...{ image: 'image:1', jobRoleArn: 'arn:role', artifactKey: 'model.tar.gz', artifactSha256: 'none' },
    ...{ datasetVersion: 1, trainRows: TRAINING_DAYS * ROWS_A_DAY, featuresHash: 'none' },
    ...{ trainStart: '2026-01-01T00:00:00Z', trainEnd: '2026-03-02T00:00:00Z' },
    holdoutEnd: '2026-03-09T00:00:00.000Z',
    promised: { metric: 'mae', value: 1, low: 0.9, high: 1.1 },
    ...{ status: 'registered', registeredAt: '2026-03-09T00:00:00Z' },
  };
}
