import { type DatasetConfig, datasetConfigSchema } from '#core/config/dataset-config';

/** A small dataset with a column of every type. */
export function tripsDataset(change: Readonly<Record<string, unknown>> = {}): DatasetConfig {
  return datasetConfigSchema.parse({
    name: 'trips',
    owner: 'operations',
    key: ['id'],
    eventTime: 'at',
    labels: ['late'],
    columns: [
      { name: 'id', type: 'string' },
      { name: 'at', type: 'timestamp' },
      { name: 'stops', type: 'integer', range: { minimum: 0, maximum: 9 } },
      { name: 'km', type: 'number', nullable: true },
      { name: 'kind', type: 'string', domain: ['bus', 'tram'] },
      { name: 'wet', type: 'boolean' },
      { name: 'late', type: 'integer', nullable: true },
    ],
    ...change,
  });
}

export const TRIPS_HEADER = 'id,at,stops,km,kind,wet,late';

/** A good row of the dataset, in its order, with some cells replaced. */
export function tripCells(change: Readonly<Record<string, string>> = {}): string[] {
  const good: Record<string, string> = {
    ...{ id: 'a', at: '2024-05-01T10:00:00Z', stops: '3', km: '1.5', kind: 'bus', wet: 'false', late: '0' },
    ...change,
  };
  return TRIPS_HEADER.split(',').map((name) => good[name] ?? '');
}
