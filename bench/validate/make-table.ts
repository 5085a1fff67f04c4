import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { FEATURES, rowText, sourceOf } from '../drift/features.ts';

const WRITE_CHARACTERS = 1 << 20;
const FIRST_TIME = Date.UTC(2026, 0, 1);
const SECOND = 1000;

export interface Table {
  readonly rows: number;
  /** The table itself, and the same with a key and an event time in front, as an upload has them. */
  readonly csv: string;
  readonly upload: string;
  /** What is checked. */
  readonly checks: string;
}

/**
 * 60 checks on 25 columns: a null count each, a range of each number, a set of values of each category, the means of
 * the first ten numbers.
 */
export const checksSchema = z.strictObject({
  ranges: z.record(z.string(), z.tuple([z.number(), z.number()])),
  sets: z.record(z.string(), z.array(z.string())),
  means: z.array(z.string()),
});
export type Checks = z.infer<typeof checksSchema>;

const MEANS = 10;

/** Writes what is not there yet. @param spoilt  a value out of its range and two unknown categories every 1,000 rows */
export function makeTable(folder: string, rows: number, spoilt: boolean): Table {
  mkdirSync(folder, { recursive: true });
  const path = (name: string) => join(folder, `${name}-${rows}${spoilt ? '-spoilt' : ''}`);
  const table = {
    rows,
    csv: `${path('table')}.csv`,
    upload: `${path('upload')}.csv`,
    checks: `${path('checks')}.json`,
  };
  if (existsSync(table.checks)) return table;
  console.error(`writing ${table.csv}`);
  const source = sourceOf('table');
  const bounds = FEATURES.map(() => ({ least: Infinity, most: -Infinity, values: new Set<string>() }));
  const names = FEATURES.map(({ name }) => name).join(',');
  const files = [table.csv, table.upload].map((file) => openSync(`${file}.part`, 'w'));
  let [plain, keyed] = [`${names}\n`, `id,at,${names}\n`];
  const write = () => {
    for (const [at, text] of [plain, keyed].entries()) writeSync(files[at] ?? 0, text);
    [plain, keyed] = ['', ''];
  };
  for (let row = 0; row < rows; row += 1) {
    const text = rowText(source, false);
    const cells = text.split(',');
    cells.forEach((cell, column) => gather(bounds[column], cell));
    const written = spoilt && row % 1000 === 999 ? spoil(cells).join(',') : text;
    plain += `${written}\n`;
    keyed += `r${row},${new Date(FIRST_TIME + row * SECOND).toISOString().slice(0, 19)}Z,${written}\n`;
    if (keyed.length > WRITE_CHARACTERS) write();
  }
  write();
  files.forEach(closeSync);
  for (const file of [table.csv, table.upload]) renameSync(`${file}.part`, file);
  writeFileSync(table.checks, JSON.stringify(checksOf(bounds)));
  return table;
}

interface Bounds {
  least: number;
  most: number;
  readonly values: Set<string>;
}

function gather(bounds: Bounds | undefined, cell: string): void {
  if (bounds === undefined || cell === '') return;
  if (bounds.values.size <= 10_000) bounds.values.add(cell);
  bounds.least = Math.min(bounds.least, Number(cell));
  bounds.most = Math.max(bounds.most, Number(cell));
}

function checksOf(bounds: readonly Bounds[]): Checks {
  const of = (wanted: boolean) => [...FEATURES.entries()].filter(([, { isNumber }]) => isNumber === wanted);
  return {
    ranges: Object.fromEntries(
      of(true).map(([at, { name }]) => [name, [bounds[at]?.least ?? 0, bounds[at]?.most ?? 0]]),
    ),
    sets: Object.fromEntries(of(false).map(([at, { name }]) => [name, [...(bounds[at]?.values ?? [])]])),
    means: of(true)
      .slice(0, MEANS)
      .map(([, { name }]) => name),
  };
}

function spoil(cells: readonly string[]): readonly string[] {
  const changed: Readonly<Record<string, string>> = { n05: '1000', c20: 'huge', c24: 'sku-none' };
  return cells.map((cell, at) => changed[FEATURES[at]?.name ?? ''] ?? cell);
}
