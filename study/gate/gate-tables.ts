import { barTable, percentText, type Table } from '../report/table.ts';
import type { GateResults } from './run-gate.ts';
import type { Dependence } from './worlds.ts';

export function gateTables(results: GateResults): readonly Table[] {
  return [decisionTable(results), coverageTable(results), barTable(results.bars)];
}

/** @example rowsText('days') // 'alike within a day' */
export function rowsText(dependence: Dependence): string {
  return dependence === 'days' ? 'alike within a day' : 'independent';
}

function decisionTable({ decisions, rows }: GateResults): Table {
  return {
    title: `What becomes of a candidate, in ${decisions[0]?.contests ?? 0} contests each of ${rows.toLocaleString('en')} rows in 28 days`,
    columns: [
      'metric and rows',
      'candidate is',
      'promoted',
      'kept',
      'refused',
      'best test',
      'knowing the error',
    ],
    rows: decisions.map(
      ({ metric, dependence, truth, candidate, promoted, kept, refused, best, knowing }) => [
        `${metric.toUpperCase()}, ${rowsText(dependence)}`,
        `${truth}: ${candidate}`,
        ...[promoted, kept, refused].map(percentText),
        best === undefined ? '-' : `${percentText(best.promoted)} (${best.test})`,
        percentText(knowing),
      ],
    ),
    note: 'The champion has an RMSE of 10 or an AUC of 0.75. Kept: not shown to be better, and not worse by more than 1 % of the metric; the champion stays, as it does after a refusal. The last two columns are what others would promote at the same level of 5 %: the test that suits the kind of contest, and a test that knows the sampling error of the difference, which nobody does.',
  };
}

function coverageTable({ coverage }: GateResults): Table {
  return {
    title: 'How often an interval of 95 % holds the true value',
    columns: [
      'metric and rows',
      'days',
      'contests',
      'difference',
      'difference, bare percentiles',
      'own metric',
    ],
    rows: coverage.map(({ metric, dependence, blocks, contests, difference, percentiles, own }) => [
      `${metric.toUpperCase()}, ${rowsText(dependence)}`,
      ...[String(blocks), contests.toLocaleString('en')],
      ...[difference, percentiles, own].map(percentText),
    ]),
    note: '40 rows a day. The gate decides by differences. An RMSE alone is skewed over few days, and its own interval covers a little less.',
  };
}
