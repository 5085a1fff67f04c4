import { checkRecalibration } from './check-recalibration.ts';
import { type Conflict, duplicates } from './conflict.ts';
import type { DatasetConfig } from './dataset-config.ts';
import { featureColumns } from './feature-columns.ts';
import type { ModelConfig } from './model-config.ts';
import { unknownColumn } from './unknown-name.ts';

const GATE = ['evaluation', 'gate'] as const;

/** What `evaluation` states beside its metric that cannot hold together, or not with the dataset. */
export function checkEvaluation(model: ModelConfig, dataset: DatasetConfig | undefined): readonly Conflict[] {
  return [
    ...(dataset === undefined ? [] : groupColumns(model, dataset)),
    ...ofOtherProblem(model),
    ...checkRecalibration(model),
  ];
}

/** Groups are made of what is known before the outcome: key, event time and labels make none. */
function groupColumns({ evaluation }: ModelConfig, dataset: DatasetConfig): readonly Conflict[] {
  const available = featureColumns(dataset);
  return (['slices', 'fairness'] as const).flatMap((part) => {
    const columns = evaluation.gate[part]?.columns ?? [];
    const path = [...GATE, part, 'columns'];
    return [
      ...columns.flatMap((name, index) => unknownColumn([...path, index], name, available)),
      ...columns
        .filter((name) => dataset.columns.some((own) => own.name === name && own.sensitivity === 'secret'))
        .map((name) => ({
          path,
          message: 'values of a secret column would stand in reports',
          received: name,
          allowed: 'columns of sensitivity none or personal',
          fix: 'name another column, or one that holds its groups under other words',
        })),
      ...duplicates(columns).map((name) => ({
        path,
        message: 'a column is listed twice',
        received: name,
        allowed: 'each column once',
        fix: 'remove one of the two',
      })),
    ];
  });
}

/** Settings that only the other kind of problem has a meaning for. */
function ofOtherProblem({ problem, evaluation }: ModelConfig): readonly Conflict[] {
  const { calibration, costMatrix, fairness } = evaluation.gate;
  const misplaced: readonly (readonly [path: readonly string[], isSet: boolean])[] =
    problem === 'binary'
      ? [[['fairness', 'maximumErrorDifference'], fairness?.maximumErrorDifference !== undefined]]
      : [
          [['calibration'], calibration !== undefined],
          [['costMatrix'], costMatrix !== undefined],
          [['fairness', 'minimumImpactRatio'], fairness?.minimumImpactRatio !== undefined],
          [['fairness', 'maximumRateDifference'], fairness?.maximumRateDifference !== undefined],
        ];
  return misplaced
    .filter(([, isSet]) => isSet)
    .map(([path]) => ({
      path: [...GATE, ...path],
      message: 'the setting does not fit the problem',
      received: `${path.join('.')} for a ${problem} problem`,
      allowed: `settings of a ${problem} problem`,
      fix: 'remove the setting, or correct the problem',
    }));
}
