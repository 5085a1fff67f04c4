import { type CompiledModel, compiledModelSchema } from '#core/config/compiled-model';
import { type DatasetConfig, datasetConfigSchema } from '#core/config/dataset-config';
import { seededRandom } from '#core/random';

/** A dataset whose rule changes with time: minutes = factor x distance + noise, the factor set by the day. */
export const RIDES: DatasetConfig = datasetConfigSchema.parse({
  ...{ name: 'rides', owner: 'operations', key: ['id'], eventTime: 'at', labels: ['minutes'] },
  columns: [
    { name: 'id', type: 'string' },
    { name: 'at', type: 'timestamp' },
    { name: 'distance', type: 'number' },
    { name: 'stops', type: 'integer' },
    { name: 'minutes', type: 'number', nullable: true },
  ],
});

export const HOLDOUT_DAYS = 14;

export function rideModel(change: Readonly<Record<string, unknown>> = {}): CompiledModel {
  return compiledModelSchema.parse({
    ...{ name: 'ride-time', owner: 'operations', risk: 'low', problem: 'regression', objective: 'plan' },
    ...{ dataset: 'rides', label: 'minutes', features: ['distance', 'stops'] },
    ...{ key: ['id'], eventTime: 'at' },
    training: { minimumRows: 200, hyperparameters: { eta: 0.1, deep: true } },
    evaluation: {
      ...{ metric: 'rmse', holdoutDays: HOLDOUT_DAYS, block: 'day', transformConcurrency: 2 },
      gate: { minimumHoldoutRows: 100, bootstrapDraws: 500 },
    },
    deployment: { approval: { mode: 'automatic' } },
    ...change,
  });
}

const DAY_MILLISECONDS = 86_400_000;
const START = Date.parse('2024-01-01T00:00:00Z');
export const ROWS_A_DAY = 20;

/** ISO date of day n, from 0. */
export function day(number: number): string {
  return new Date(START + number * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

/** Rows of the days [from, to) as canonical CSV; each day has some luck of its own. */
export function rides(from: number, to: number, factor: number, labelledUntil = to): string {
  const lines = ['id,at,distance,stops,minutes'];
  for (let number = from; number < to; number += 1) {
    const random = seededRandom(`day ${number}`);
    const luck = random() - 0.5;
    for (let row = 0; row < ROWS_A_DAY; row += 1) {
      const distance = 1 + 9 * random();
      const minutes = factor * distance + luck + (random() - 0.5);
      const hour = String(Math.floor((24 * row) / ROWS_A_DAY)).padStart(2, '0');
      const label = number < labelledUntil ? minutes.toFixed(3) : '';
      lines.push(`${number}-${row},${day(number)}T${hour}:00:00Z,${distance.toFixed(3)},${row % 3},${label}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
