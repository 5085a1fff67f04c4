import { checkWindows } from './check-windows.ts';
import type { Conflict } from './conflict.ts';
import type { DatasetConfig } from './dataset-config.ts';
import type { ModelConfig } from './model-config.ts';
import { unknownDataset } from './unknown-name.ts';

/** Whether captures, labels, windows and triggers can feed each other as the settings ask. */
export function checkLoop(
  model: ModelConfig,
  datasets: ReadonlyMap<string, DatasetConfig>,
): readonly Conflict[] {
  return [...labelledRows(model, datasets), ...answers(model), ...triggers(model), ...checkWindows(model)];
}

function labelledRows(
  { serving, label }: ModelConfig,
  datasets: ReadonlyMap<string, DatasetConfig>,
): readonly Conflict[] {
  const path = ['serving', 'labelledRowsTo'];
  if (serving.labelledRowsTo === 'none') return [];
  const target = datasets.get(serving.labelledRowsTo);
  if (target === undefined) return unknownDataset(path, serving.labelledRowsTo, [...datasets.keys(), 'none']);
  const conflicts: Conflict[] = [];
  if (!target.labels.includes(label)) {
    conflicts.push({
      path,
      message: 'the dataset has no such label',
      received: `${label} to ${target.name}`,
      allowed: `labels of ${target.name}: ${target.labels.join(', ') || 'none'}`,
      fix: 'name a dataset with this label, or none',
    });
  }
  if (serving.capture === 'none') {
    conflicts.push({
      path,
      message: 'without captures there is nothing to join labels with',
      received: 'capture: none',
      allowed: 'capture: front-door or native',
      fix: 'set labelledRowsTo: none, or capture requests',
    });
  }
  if (serving.mask.length > 0) {
    conflicts.push({
      path: ['serving', 'mask'],
      message: 'a masked feature would be missing from the labelled rows',
      received: serving.mask.join(', '),
      allowed: 'no mask when labelled rows come from captures',
      fix: 'set labelledRowsTo: none, or remove the mask',
    });
  }
  return conflicts;
}

function answers({ serving }: ModelConfig): readonly Conflict[] {
  const { answerColumn, capture } = serving;
  if (answerColumn === undefined || capture === 'native') return [];
  return [
    {
      path: ['serving', 'answerColumn'],
      message: 'only native capture holds answers of several columns',
      received: `${answerColumn} with capture: ${capture}`,
      allowed: 'capture: native',
      fix: 'remove the key: the front door takes one number a row',
    },
  ];
}

function triggers({ serving, retraining }: ModelConfig): readonly Conflict[] {
  if (serving.capture !== 'none') return [];
  return retraining.triggers.flatMap((trigger, index) =>
    trigger === 'drift' || trigger === 'quality'
      ? [
          {
            path: ['retraining', 'triggers', index],
            message: 'the trigger reads captures, and there are none',
            received: `${trigger} with capture: none`,
            allowed: 'new-data, schedule, revision, monthly-review',
            fix: 'capture requests, or remove the trigger',
          },
        ]
      : [],
  );
}
