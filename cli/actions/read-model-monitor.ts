/** Files that SageMaker Model Monitor left behind, for who comes from there. */
import { basename } from 'node:path';
import { medianOf } from '#core/monitoring/median-of';
import { type ImportedStatistics, importStatistics } from '#core/monitoring/model-monitor/baseline-columns';
import { readConstraints } from '#core/monitoring/model-monitor/constraints';
import { readStatistics } from '#core/monitoring/model-monitor/statistics';
import { type SuggestedContract, suggestContract } from '#core/monitoring/model-monitor/suggest-contract';
import type { Paper } from '../output.ts';
import { readInputFile } from './read-input-file.ts';

const KIND = 'a JSON file of the baseline job';

/** @throws UnknownThingError, BadModelMonitorFileError, ContradictoryStatisticsError */
export function profileFile(file: string): ImportedStatistics {
  return importStatistics(readStatistics({ name: basename(file), text: readInputFile(file, KIND) }));
}

/** @throws UnknownThingError, BadModelMonitorFileError, ContradictoryStatisticsError */
export function inferContract(file: string): SuggestedContract {
  return suggestContract(readConstraints({ name: basename(file), text: readInputFile(file, KIND) }));
}

export function drawProfile({ rows, columns, categories }: ImportedStatistics, paper: Paper): string {
  const missing = (count: number) => `${rows === 0 ? 0 : Number(((100 * count) / rows).toPrecision(3))} %`;
  const lines = [
    ...columns.map(({ name, bins, counts }) => ({
      ...{ name, kind: 'number', missing: missing(counts.at(-1) ?? 0), size: `${bins.edges.length} bins` },
      from: bins.lowest ?? undefined,
      median: medianOf(counts, bins) ?? undefined,
      to: bins.edges.at(-1),
    })),
    ...categories.map(({ name, missing: count, values }) => ({
      ...{ name, kind: 'text', missing: missing(count), size: `${values.length} values` },
      ...{ from: undefined, median: undefined, to: undefined },
    })),
  ];
  const table = paper.table(
    [
      { title: 'COLUMN', value: (line) => line.name },
      { title: 'KIND', value: (line) => line.kind },
      { title: 'MISSING', value: (line) => line.missing },
      { title: 'COUNTED IN', value: (line) => line.size },
      { title: 'LOWEST', value: (line) => line.from },
      { title: 'MEDIAN', value: (line) => line.median },
      { title: 'LAST EDGE', value: (line) => line.to },
    ],
    lines,
  );
  return `${rows} rows\n\n${table}`;
}
