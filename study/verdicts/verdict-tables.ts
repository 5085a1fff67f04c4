import { barTable, percentText, shareText, type Table } from '../report/table.ts';
import { FAMILIES } from './families.ts';
import type { ScoredContender, VerdictResults } from './run-verdicts.ts';

export function verdictTables(results: VerdictResults): readonly Table[] {
  return [
    largeTable(results),
    sizeTable(results),
    oracleTable(results),
    quietTable(results),
    barTable(results.bars),
  ];
}

const FAMILY_NAMES = FAMILIES.map(({ name }) => name);

function largeTable({ contenders, largeWindows }: VerdictResults): Table {
  return {
    title: `What changed, in ${largeWindows} windows of 20,000 rows and more with 25 features each`,
    columns: ['contender', 'precision', 'recall', ...FAMILY_NAMES.map((name) => `recall: ${name}`)],
    rows: contenders.map((one) => [
      one.name,
      shareText(one.precision),
      shareText(one.recall),
      ...familyCells(one),
    ]),
    note: contenders.map(({ name, method }) => `${name}: ${method}.`).join(' '),
  };
}

function familyCells({ byFamily }: ScoredContender): readonly string[] {
  return FAMILY_NAMES.map((name) => {
    const recall = byFamily[name];
    return recall === undefined ? '-' : shareText(recall);
  });
}

function sizeTable({ bySize, contenders }: VerdictResults): Table {
  return {
    title: 'Precision / recall by rows of the window',
    columns: ['rows', 'windows', ...contenders.map(({ name }) => name)],
    rows: bySize.map(({ rows, windows, scores }) => [
      ...[rows, String(windows)],
      ...contenders.map(({ name }) => {
        const score = scores[name];
        return score === undefined ? '-' : `${shareText(score.precision)} / ${shareText(score.recall)}`;
      }),
    ]),
  };
}

function oracleTable({ oracle: { rows, windows, gyre, oracle } }: VerdictResults): Table {
  const row = (one: ScoredContender) => [
    ...[one.name, shareText(one.precision), percentText(one.falseAlarmRate), shareText(one.recall)],
    ...familyCells(one),
  ];
  return {
    title: `Beside an oracle, in ${windows} windows of ${rows.toLocaleString('en')} rows`,
    columns: [
      ...['contender', 'precision', 'false alarms', 'recall'],
      ...FAMILY_NAMES.map((name) => `recall: ${name}`),
    ],
    rows: [row(gyre), row(oracle)],
    note: 'The oracle knows of each feature how it would change (kind, law of the values, category, side), tests that alone, and is corrected over the features in the same way.',
  };
}

function quietTable({ quiet }: VerdictResults): Table {
  return {
    title: `Windows without change, in which days differ as they did in training (${quiet[0]?.windows ?? 0} windows of 30 days, 25 features)`,
    columns: ['contender', 'windows called', 'features called'],
    rows: quiet.map(({ name, windows, windowsCalled, features, featuresCalled }) => [
      ...[name, percentText(windowsCalled / windows), percentText(featuresCalled / features)],
    ]),
    note: 'Days have weather, weekdays and seasons, so rows of one window are not independent: every test of independent rows finds differences, and they are real. That is why `changed` only reports and `drifted`, calibrated on blocks of days, alarms.',
  };
}
