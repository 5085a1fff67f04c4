import { type ColumnFacts, remarksOn, type TableFacts } from '#core/data/describe/column-facts';
import type { ContractDifference } from '#core/data/describe/diff-contracts';
import type { Paper } from '../output.ts';

export function drawFacts({ rows, duplicateRows, columns }: TableFacts, paper: Paper): string {
  const table = paper.table<ColumnFacts>(
    [
      { title: 'COLUMN', value: (line) => line.name },
      { title: 'TYPE', value: (line) => line.type },
      { title: 'MISSING', value: (line) => share(line.missing, line.rows), align: 'right' },
      { title: 'DISTINCT', value: distinctOf, align: 'right' },
      { title: 'LEAST', value: (line) => line.times?.earliest ?? figure(line.numbers?.least) },
      { title: 'MEDIAN', value: (line) => figure(line.numbers?.quantiles[2]) },
      { title: 'GREATEST', value: (line) => line.times?.latest ?? figure(line.numbers?.greatest) },
      {
        title: 'MOST FREQUENT',
        value: (line) => (line.numbers === undefined ? line.values[0]?.[0] : undefined),
      },
      { title: 'LOOK AT', value: (line) => remarksOn(line).join('; ') },
    ],
    columns,
  );
  const head = `${paper.heading(`${rows} rows, ${columns.length} columns`)}, ${duplicateRows} rows twice`;
  return `${head}\n\n${table}`;
}

export function drawDifferences(
  { differences }: { readonly differences: readonly ContractDifference[] },
  paper: Paper,
): string {
  if (differences.length === 0) return 'both ask the same';
  return paper.table(
    [
      { title: 'WHERE', value: (line) => line.where },
      { title: 'BEFORE', value: (line) => line.before },
      { title: 'AFTER', value: (line) => line.after },
      { title: 'EFFECT', value: (line) => line.effect },
    ],
    differences,
  );
}

function distinctOf({ distinct, isDistinctExact }: ColumnFacts): string {
  return isDistinctExact ? String(distinct) : `~${distinct}`;
}

function share(count: number, of: number): string {
  return `${of === 0 ? 0 : Number(((100 * count) / of).toPrecision(3))} %`;
}

function figure(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(Number(value.toPrecision(4)));
}
