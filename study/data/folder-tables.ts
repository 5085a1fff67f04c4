import { shareText, type Table } from '../report/table.ts';
import type { FolderResults } from './judge-folder.ts';

export function folderTables({ contenders, windows, features }: FolderResults): readonly Table[] {
  return [
    {
      title: `What changed, in ${windows.length} windows with ${features} features each`,
      columns: ['contender', 'precision', 'recall', 'found', 'missed', 'false alarms'],
      rows: contenders.map(({ name, precision, recall, found, missed, falseAlarms }) => [
        ...[name, shareText(precision), shareText(recall)],
        ...[found, missed, falseAlarms].map(String),
      ]),
      note: contenders.map(({ name, method }) => `${name}: ${method}.`).join(' '),
    },
    {
      title: 'Where gyre and the truth differ',
      columns: ['window', 'rows', 'changed', 'missed', 'false alarms'],
      rows: windows.map(({ window, rows, truth, said }) => {
        const called = said['gyre'] ?? [];
        const missed = truth.filter((name) => !called.includes(name));
        const wrong = called.filter((name) => !truth.includes(name));
        return [
          window,
          String(rows),
          String(truth.length),
          missed.join(', ') || '-',
          wrong.join(', ') || '-',
        ];
      }),
    },
  ];
}
