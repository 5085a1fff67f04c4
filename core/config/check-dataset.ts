import { boundsConflict, type Conflict, duplicates } from './conflict.ts';
import type { DatasetConfig } from './dataset-config.ts';
import { featureColumns } from './feature-columns.ts';
import { unknownColumn } from './unknown-name.ts';

/** What dataset.yaml states that cannot hold together; empty when all is well. */
export function checkDataset(dataset: DatasetConfig): readonly Conflict[] {
  return [
    ...columnNames(dataset),
    ...keyAndTime(dataset),
    ...columnRules(dataset),
    ...delimiter(dataset),
    ...boundsConflict(['volume'], dataset.volume.minimumRows, dataset.volume.maximumRows),
    ...features(dataset),
  ];
}

/** Names listed twice, and names used that no column has. */
function columnNames(dataset: DatasetConfig): readonly Conflict[] {
  const names = dataset.columns.map((column) => column.name);
  const twice = duplicates(names).map((name) => ({
    path: ['columns', names.lastIndexOf(name), 'name'],
    message: 'a column is listed twice',
    received: name,
    allowed: 'each column once',
    fix: 'remove or rename one of the two',
  }));
  const used = [
    ...dataset.key.map((name, index) => ({ name, path: ['key', index] })),
    { name: dataset.eventTime, path: ['eventTime'] },
    ...dataset.labels.map((name, index) => ({ name, path: ['labels', index] })),
    ...dataset.crossColumn.flatMap((rule, index) => [
      { name: rule.left, path: ['crossColumn', index, 'left'] },
      { name: rule.right, path: ['crossColumn', index, 'right'] },
    ]),
  ];
  return [...twice, ...used.flatMap(({ name, path }) => unknownColumn(path, name, names))];
}

function keyAndTime(dataset: DatasetConfig): readonly Conflict[] {
  const column = (name: string) => dataset.columns.find((candidate) => candidate.name === name);
  const time = column(dataset.eventTime);
  const conflicts: Conflict[] = [];
  if (time !== undefined && (time.type !== 'timestamp' || time.nullable)) {
    conflicts.push({
      path: ['eventTime'],
      message: 'the event time must be a timestamp in every row',
      received: `${time.name}: ${time.type}${time.nullable ? ', nullable' : ''}`,
      allowed: 'a column of type timestamp that is not nullable',
      fix: 'name such a column, or correct its type',
    });
  }
  for (const [index, name] of dataset.key.entries()) {
    if (column(name)?.nullable !== true) continue;
    conflicts.push({
      path: ['key', index],
      message: 'a key column is nullable',
      received: name,
      allowed: 'columns with a value in every row',
      fix: 'set nullable: false on the column, or choose another key',
    });
  }
  for (const [index, name] of dataset.labels.entries()) {
    if (!dataset.key.includes(name) && name !== dataset.eventTime) continue;
    conflicts.push({
      path: ['labels', index],
      message: 'a label is also the key or the event time',
      received: name,
      allowed: 'a column of its own',
      fix: 'give the label a column of its own',
    });
  }
  return conflicts;
}

/** A range is for numbers, a domain for strings. */
function columnRules(dataset: DatasetConfig): readonly Conflict[] {
  return dataset.columns.flatMap((column, index) => {
    const conflicts: Conflict[] = [];
    const isNumeric = column.type === 'integer' || column.type === 'number';
    if (column.range !== undefined && !isNumeric) {
      conflicts.push({
        path: ['columns', index, 'range'],
        message: 'a range on a column that holds no numbers',
        received: `${column.name}: ${column.type}`,
        allowed: 'range on columns of type integer or number',
        fix: 'remove the range, or correct the type',
      });
    }
    if (column.domain !== undefined && column.type !== 'string') {
      conflicts.push({
        path: ['columns', index, 'domain'],
        message: 'a domain on a column that holds no strings',
        received: `${column.name}: ${column.type}`,
        allowed: 'domain on columns of type string',
        fix: 'remove the domain, or use a range',
      });
    }
    const { minimum, maximum } = column.range ?? {};
    return [...conflicts, ...boundsConflict(['columns', index, 'range'], minimum, maximum)];
  });
}

function delimiter({ format, delimiter: received }: DatasetConfig): readonly Conflict[] {
  if (received === undefined || format === 'csv' || format === 'any') return [];
  return [
    {
      path: ['delimiter'],
      message: 'a delimiter for files that have none',
      received: `delimiter ${JSON.stringify(received)}, format ${format}`,
      allowed: 'a delimiter with format csv or any',
      fix: 'remove the delimiter, or correct the format',
    },
  ];
}

function features(dataset: DatasetConfig): readonly Conflict[] {
  if (featureColumns(dataset).length > 0) return [];
  return [
    {
      path: ['columns'],
      message: 'no feature is left',
      received: 'only key, event time and labels',
      allowed: 'at least one other column',
      fix: 'list the feature columns',
    },
  ];
}
