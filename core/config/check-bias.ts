import { type Conflict, duplicates } from './conflict.ts';
import type { ModelConfig } from './model-config.ts';
import { unknownColumn } from './unknown-name.ts';

const PATH = ['monitoring', 'bias'] as const;

/**
 * Whether the groups of `monitoring.bias` can be told from what is captured.
 * @param features of the model, as they are captured
 */
export function checkBias(
  { monitoring, serving, problem }: ModelConfig,
  features: readonly string[],
): readonly Conflict[] {
  const { bias } = monitoring;
  if (bias === undefined) return [];
  const conflicts: Conflict[] = [
    ...bias.columns.flatMap((name, index) => unknownColumn([...PATH, 'columns', index], name, features)),
    ...duplicates(bias.columns).map((name) => ({
      path: [...PATH, 'columns'],
      message: 'a column is listed twice',
      received: name,
      allowed: 'each column once',
      fix: 'remove one of the two',
    })),
    ...bias.columns
      .filter((name) => serving.mask.includes(name))
      .map((name) => ({
        path: [...PATH, 'columns', bias.columns.indexOf(name)],
        message: 'the column is masked, so that nobody knows the group of a row',
        received: `${name} in serving.mask`,
        allowed: 'features that are captured',
        fix: 'remove it from the mask or from the columns',
      })),
    ...otherProblem(bias, problem),
  ];
  if (serving.capture === 'none') {
    conflicts.push({
      path: [...PATH],
      message: 'groups are told from captures, and there are none',
      received: 'capture: none',
      allowed: 'capture: front-door or native',
      fix: 'capture requests, or remove monitoring.bias',
    });
  }
  return conflicts;
}

type Bias = NonNullable<ModelConfig['monitoring']['bias']>;

/** Limits that only the other kind of problem has a meaning for. */
function otherProblem(bias: Bias, problem: ModelConfig['problem']): readonly Conflict[] {
  const misplaced =
    problem === 'binary'
      ? (['maximumErrorDifference'] as const)
      : (['minimumImpactRatio', 'maximumRateDifference'] as const);
  return misplaced
    .filter((name) => bias[name] !== undefined)
    .map((name) => ({
      path: [...PATH, name],
      message: 'the limit does not fit the problem',
      received: `${name} for a ${problem} problem`,
      allowed: problem === 'binary' ? 'minimumImpactRatio, maximumRateDifference' : 'maximumErrorDifference',
      fix: 'remove the limit, or correct the problem',
    }));
}
