import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type DatasetConfig, datasetConfigSchema } from '#core/config/dataset-config';
import { rowCheck } from '#core/data/check-row';
import { profileUpload } from '#core/data/profile-upload';
import { type CsvHandler, readCsv } from '#core/data/read-csv';
import { TextSource } from '#core/data/text-source';
import { scanColumn } from '#core/data/upload-pass';
import { COMMA } from '#core/engine/csv/bytes';
import { ColumnTallies } from '#core/engine/csv/column-tallies';
import { PlainRow } from '#core/engine/csv/plain-row';
import { startRowBlocks } from '#core/engine/rows/start-row-blocks';
import { FEATURES } from '../drift/features.ts';
import { type Checks, checksSchema, type Table } from './make-table.ts';
import { readPieces } from './read-pieces.ts';

export interface Contender {
  readonly what: string;
  /** Rows beyond which it is not measured: it would take long. */
  readonly mostRows?: number;
  /** @returns the digest of all counts; nothing when it counts something else */
  run(table: Table): Promise<string | undefined>;
}

/** In the order of the table. */
export const CONTENDERS: Readonly<Record<string, Contender>> = {
  gyre: { what: 'checks, types and profile, one thread', run: (table) => checked(table, false) },
  'gyre-upload': {
    what: 'the whole upload: checks, profile, keys, canonical rows, SHA-256',
    run: async (table) => {
      const nowhere = () => Promise.resolve();
      const sink = { rows: nowhere, keys: nowhere, rejected: nowhere };
      await profileUpload(readPieces(table.upload), uploadContract(checksOf(table)), sink);
      return undefined;
    },
  },
  'gyre-exact': {
    what: 'the exact way alone, cell by cell',
    mostRows: 1_000_000,
    run: (table) => checked(table, true),
  },
};

function checksOf({ checks }: Table): Checks {
  return checksSchema.parse(JSON.parse(readFileSync(checks, 'utf8')));
}

/** Every row against the contract, and the profile that the means come from. */
async function checked(table: Table, isExact: boolean): Promise<string> {
  const checks = checksOf(table);
  const contract = contractOf(checks);
  const columns = contract.columns.map(scanColumn);
  const tallies = new ColumnTallies(columns);
  const check = rowCheck(contract);
  const breaches = new Map<string, number>();
  const handler: CsvHandler = {
    header: (names) => {
      const positions = contract.columns.map(({ name }) => names.indexOf(name));
      const shape = { columns, rules: [], positions, delimiter: COMMA, tallies };
      return isExact ? {} : { plain: new PlainRow(shape), blocks: (bytes) => startRowBlocks(shape, bytes) };
    },
    block: (rows) => rows.count(rows.first, rows.last),
    plain: (row, bytes) => {
      const { stops } = tallies;
      tallies.addPlain(row, bytes);
      if (tallies.stops !== stops) row.refresh();
    },
    row: (cells) => {
      for (const { code, column } of check(cells)) {
        breaches.set(`${code}:${column}`, (breaches.get(`${code}:${column}`) ?? 0) + 1);
      }
      cells.forEach((cell, column) => tallies.addText(column, cell));
    },
    flush: () => Promise.resolve(undefined),
  };
  const source = new TextSource(readPieces(table.csv));
  await source.fill();
  const { rows, failure } = await readCsv(source, handler, COMMA);
  if (failure !== undefined) throw new Error(failure.detail);
  const figures = new Map(tallies.finish().map((column) => [column.name, column]));
  const counts = [
    ...FEATURES.map(({ name }) => figures.get(name)?.missing ?? 0),
    ...Object.keys(checks.ranges).map((name) => breaches.get(`range:${name}`) ?? 0),
    ...Object.keys(checks.sets).map((name) => breaches.get(`domain:${name}`) ?? 0),
    ...checks.means.map((name) => Math.round((figures.get(name)?.numeric?.mean ?? 0) * 1000)),
  ];
  return createHash('sha256')
    .update(JSON.stringify([rows, counts]))
    .digest('hex')
    .slice(0, 16);
}

function contractOf({ ranges, sets }: Checks): DatasetConfig {
  const columns = FEATURES.map(({ name, isNumber }) => {
    const [minimum, maximum] = ranges[name] ?? [];
    return {
      ...{ name, type: isNumber ? ('number' as const) : ('string' as const), sensitivity: 'none' as const },
      nullable: name === 'n17' || name === 'n18',
      ...(isNumber ? { range: { minimum, maximum } } : { domain: sets[name] }),
    };
  });
  const base = datasetConfigSchema.parse({
    ...{ name: 'table', owner: 'bench', key: ['id'], eventTime: 'at', onBreach: 'warn' },
    columns: [
      { name: 'id', type: 'string' },
      { name: 'at', type: 'timestamp' },
    ],
  });
  return { ...base, columns };
}

/** The same with key and event time. */
function uploadContract(checks: Checks): DatasetConfig {
  const { columns, ...contract } = contractOf(checks);
  const own = { nullable: false, sensitivity: 'none' } as const;
  return {
    ...contract,
    columns: [{ name: 'id', type: 'string', ...own }, { name: 'at', type: 'timestamp', ...own }, ...columns],
  };
}
