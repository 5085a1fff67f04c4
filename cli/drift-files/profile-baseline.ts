import { basename } from 'node:path';
import { categoryValues } from '#core/engine/sketch/category-sketch';
import { type Baseline, parseBaseline } from '#core/monitoring/baseline';
import { BadBaselineError } from '#core/monitoring/errors';
import { importStatistics } from '#core/monitoring/model-monitor/baseline-columns';
import { readStatistics } from '#core/monitoring/model-monitor/statistics';
import { decileGroups } from '#core/monitoring/psi';
import { codeBins, type TableBaseline } from '#core/monitoring/table/table-baseline';
import { BadInputFileError } from '../errors.ts';

/**
 * A baseline that Gyre stored with a version, or the statistics.json of SageMaker Model Monitor.
 * @throws BadInputFileError, BadModelMonitorFileError, ContradictoryStatisticsError
 */
export function profileBaseline(path: string, text: string): TableBaseline {
  const shared = { name: path, isNamed: true };
  if (!/"(dataset|item_count)"/.test(text)) {
    const { rows, features, prediction } = storedBaseline(path, text);
    const columns = features.map((column, place) => ({ column, place, input: place }));
    const days = Math.max(0, ...features.map((column) => column.days.length));
    const answer = { column: prediction, place: -1, input: -1 };
    const inputs = features.map(({ name }) => name);
    return { ...shared, rows, columns, inputs, prediction: answer, days, notes: [] };
  }
  const imported = importStatistics(readStatistics({ name: basename(path), text }));
  const numbers = imported.columns.map((column) => ({ column }));
  const categories = imported.categories.map(({ name, missing, values: listed, present }) => {
    const values = categoryValues(listed.map(({ value }) => value));
    const known = listed.map(({ count }) => count);
    const others = Math.max(0, present - known.reduce((sum, count) => sum + count, 0));
    const counts = [0, ...known, others, missing];
    const bins = codeBins(values.values.length);
    return { column: { name, bins, counts, groups: [...decileGroups(counts)], days: [] }, values };
  });
  const columns = [...numbers, ...categories].map((column, place) => ({ ...column, place, input: place }));
  const inputs = columns.map(({ column }) => column.name);
  return { ...shared, rows: imported.rows, columns, inputs, days: 0, notes: imported.unknown };
}

function storedBaseline(path: string, text: string): Baseline {
  try {
    return parseBaseline(text, path);
  } catch (error) {
    if (!(error instanceof BadBaselineError)) throw error;
    const { received = 'JSON of another kind' } = error.facts;
    throw new BadInputFileError(
      'the baseline cannot be read',
      {
        ...{ where: path, received, allowed: 'CSV of training rows, baseline.json, or statistics.json' },
        fix: 'name a CSV file of rows that the model was trained on',
      },
      { cause: error },
    );
  }
}
