import { checkBias } from './check-bias.ts';
import { checkDeployment } from './check-deployment.ts';
import { checkEvaluation } from './check-evaluation.ts';
import { checkLoop } from './check-loop.ts';
import { resolveFeatures } from './compiled-model.ts';
import { type Conflict, duplicates } from './conflict.ts';
import type { DatasetConfig } from './dataset-config.ts';
import { featureColumns } from './feature-columns.ts';
import type { ModelConfig } from './model-config.ts';
import { BINARY_METRICS, REGRESSION_METRICS } from './problem.ts';
import { unknownColumn, unknownDataset } from './unknown-name.ts';

/** What a model's settings are checked against. */
export interface ModelSurroundings {
  readonly datasets: ReadonlyMap<string, DatasetConfig>;
  readonly profile: 'default' | 'regulated';
}

/** What model.yaml states that cannot hold together, or not with its dataset; empty when all is well. */
export function checkModel(model: ModelConfig, surroundings: ModelSurroundings): readonly Conflict[] {
  const dataset = surroundings.datasets.get(model.dataset);
  const names = [...surroundings.datasets.keys()];
  return [
    ...(dataset === undefined ? unknownDataset(['dataset'], model.dataset, names) : columns(model, dataset)),
    ...metric(model),
    ...checkEvaluation(model, dataset),
    ...hyperparameters(model),
    ...checkDeployment(model, surroundings.profile),
    ...checkLoop(model, surroundings.datasets),
  ];
}

function columns(model: ModelConfig, dataset: DatasetConfig): readonly Conflict[] {
  const available = featureColumns(dataset);
  const listed = Array.isArray(model.features)
    ? { names: model.features, path: ['features'] }
    : model.features === 'all'
      ? { names: [], path: ['features'] }
      : { names: model.features.allExcept, path: ['features', 'allExcept'] };
  const resolved = resolveFeatures(model, dataset);
  return [
    ...unknownColumn(['label'], model.label, dataset.labels),
    ...listed.names.flatMap((name, index) => unknownColumn([...listed.path, index], name, available)),
    ...duplicates(listed.names).map((name) => ({
      path: listed.path,
      message: 'a feature is listed twice',
      received: name,
      allowed: 'each feature once',
      fix: 'remove one of the two',
    })),
    ...(resolved.length > 0
      ? []
      : [
          {
            path: listed.path,
            message: 'no feature is left',
            received: 'every feature of the dataset is excluded',
            allowed: 'at least one feature',
            fix: 'exclude fewer columns',
          },
        ]),
    ...checkBias(model, resolved),
    ...model.serving.mask.flatMap((name, index) => unknownColumn(['serving', 'mask', index], name, resolved)),
  ];
}

function metric(model: ModelConfig): readonly Conflict[] {
  const allowed: readonly string[] = model.problem === 'regression' ? REGRESSION_METRICS : BINARY_METRICS;
  if (allowed.includes(model.evaluation.metric)) return [];
  return [
    {
      path: ['evaluation', 'metric'],
      message: 'the metric does not fit the problem',
      received: `${model.evaluation.metric} for a ${model.problem} problem`,
      allowed: allowed.join(', '),
      fix: 'choose a metric of the problem, or correct the problem',
    },
  ];
}

/** SageMaker takes 100 pairs; its documentation promises 256 characters a value. */
const MOST_HYPERPARAMETERS = 90;
const LONGEST_HYPERPARAMETER = 256;

function hyperparameters(model: ModelConfig): readonly Conflict[] {
  const entries = Object.entries(model.training.hyperparameters);
  const wrong = entries.flatMap(([key, value]) => {
    const path = ['training', 'hyperparameters', key];
    if (key.startsWith('sagemaker_') || key.startsWith('gyre_')) {
      return [
        {
          path,
          message: 'the name is reserved',
          received: key,
          allowed: 'names that do not begin with sagemaker_ or gyre_',
          fix: 'rename the hyperparameter',
        },
      ];
    }
    if (String(value).length <= LONGEST_HYPERPARAMETER) return [];
    return [
      {
        path,
        message: 'the value is too long for a hyperparameter',
        received: `${String(value).length} characters`,
        allowed: `up to ${LONGEST_HYPERPARAMETER} characters`,
        fix: 'put it into a file beside train.py',
      },
    ];
  });
  if (entries.length <= MOST_HYPERPARAMETERS) return wrong;
  return [
    ...wrong,
    {
      path: ['training', 'hyperparameters'],
      message: 'too many hyperparameters',
      received: String(entries.length),
      allowed: `up to ${MOST_HYPERPARAMETERS}`,
      fix: 'put them into a file beside train.py',
    },
  ];
}
