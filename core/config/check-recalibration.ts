import { type Conflict, duplicates } from './conflict.ts';
import type { ModelConfig } from './model-config.ts';

const PATH = ['evaluation', 'recalibration'] as const;

/** What `evaluation.recalibration` states that cannot hold together with problem, metric and gate. */
export function checkRecalibration({ problem, evaluation }: ModelConfig): readonly Conflict[] {
  const { recalibration, metric, gate } = evaluation;
  if (recalibration === undefined) return [];
  const { methods } = recalibration;
  const allowed: readonly string[] = problem === 'binary' ? ['platt', 'isotonic'] : ['linear'];
  const conflicts: Conflict[] = [
    ...duplicates(methods).map((name) => ({
      path: [...PATH, 'methods'],
      message: 'a method is listed twice',
      received: name,
      allowed: 'each method once',
      fix: 'remove one of the two',
    })),
    ...methods.flatMap((name, index) =>
      allowed.includes(name)
        ? []
        : [
            {
              path: [...PATH, 'methods', index],
              message: 'the method does not fit the problem',
              received: `${name} for a ${problem} problem`,
              allowed: allowed.join(', '),
              fix: 'choose a method of the problem, or correct the problem',
            },
          ],
    ),
  ];
  if (metric === 'auc' && methods.length > 0) {
    conflicts.push({
      path: [...PATH, 'methods'],
      message: 'a rising curve cannot change the order of the rows, and auc is about nothing else',
      received: `${methods.join(', ')} with metric auc`,
      allowed: 'metric logLoss or brier',
      fix: 'judge by logLoss or brier, or remove the methods',
    });
  }
  if (methods.length === 0 && gate.costMatrix === undefined) {
    conflicts.push({
      path: [...PATH],
      message: 'nothing is asked for: there is no method, and a threshold needs a worth of rows',
      received: 'no methods, and no evaluation.gate.costMatrix',
      allowed: `methods (${allowed.join(', ')}), or a cost matrix`,
      fix: 'name a method, state what rows are worth, or remove evaluation.recalibration',
    });
  }
  return conflicts;
}
