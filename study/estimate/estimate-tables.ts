import { barTable, percentText, type Table } from '../report/table.ts';
import type { EstimateResults, GroupError } from './run-estimate.ts';

export function estimateTables(results: EstimateResults): readonly Table[] {
  const { sets, contenders, bars } = results;
  // With one seed and no peer this says what the first table says.
  const bySet = contenders.length > 2 ? [setTable(sets, contenders)] : [];
  return [contenderTable(results), ...bySet, groupTable(results), barTable(bars)];
}

function setTable(sets: EstimateResults['sets'], contenders: EstimateResults['contenders']): Table {
  const names = contenders.map(({ name }) => name);
  return {
    title: 'The same by set of windows',
    columns: ['windows of', 'windows', ...names],
    rows: sets.map(({ set, windows, meanAbsoluteErrors }) => [
      ...[set, String(windows)],
      ...names.map((name) => (meanAbsoluteErrors[name] ?? Number.NaN).toFixed(4)),
    ]),
  };
}

function contenderTable({ contenders }: EstimateResults): Table {
  return {
    title: `Mean absolute error of the ratio realised loss / promised loss, on ${contenders[0]?.windows ?? 0} windows`,
    columns: ['contender', 'mean absolute error'],
    rows: contenders.map(({ name, meanAbsoluteError }) => [name, meanAbsoluteError.toFixed(4)]),
    note: contenders.map(({ name, method }) => `${name}: ${method}.`).join(' '),
  };
}

function groupTable({ groups, contenders }: EstimateResults): Table {
  const names = contenders.map(({ name }) => name);
  const cell = ({ meanAbsoluteErrors }: GroupError, name: string) => {
    const error = meanAbsoluteErrors[name];
    return error === undefined || Number.isNaN(error) ? '-' : error.toPrecision(3);
  };
  return {
    title: 'Mean absolute error in the unit of the metric',
    columns: ['models and windows', 'metric', 'windows', ...names, 'inside 95 %', 'bins instead of rows'],
    rows: groups.map((group) => [
      ...[group.group, group.metric, String(group.windows), ...names.map((name) => cell(group, name))],
      ...[percentText(group.insideShare), group.binned === undefined ? '-' : group.binned.toExponential(1)],
    ]),
    note: 'Minutes for air-time. A concept drift cannot be seen without labels: there the promise is as good an estimate.',
  };
}
