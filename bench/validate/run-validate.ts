import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { type Measured, measuredSchema, type Result, resultOf } from '../drift/measured.ts';
import { CONTENDERS } from './contenders.ts';
import { makeTable, type Table } from './make-table.ts';
import { PEERS, preparePeers } from './peers.ts';

const FOLDER = resolve(import.meta.dirname, '../../.gyre/bench/validate');
/** All contenders check a spoilt table of these many rows first, and must agree, before anything is measured. */
const CHECKED_ROWS = 20_000;

interface Entry {
  readonly name: string;
  readonly what: string;
  /** Program and its first parameters; the table follows as JSON. */
  readonly command: readonly [string, ...string[]];
}

/**
 * Measures reading and checking one CSV file, each run in a fresh process, in turns, so that a busy moment of the
 * machine does not fall on one contender alone.
 * @returns whether all of them found the same
 */
export async function runValidate(parameters: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      rows: { type: 'string', default: '1000000' },
      runs: { type: 'string', default: '5' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      peers: { type: 'boolean', default: false },
    },
  });
  const [rows, runs] = [Number(values.rows), Number(values.runs)];
  if (!(rows >= 1) || !(runs >= 1)) throw new Error('--rows and --runs are counts of at least 1');
  const chosen = values.only?.split(',');
  const entries = (await allEntries(values.peers, rows)).filter(({ name }) => chosen?.includes(name) ?? true);
  if (!isEqual(await measureAll(entries, makeTable(FOLDER, CHECKED_ROWS, true), 1))) return false;
  const results = await measureAll(entries, makeTable(FOLDER, rows, false), runs);
  console.log(values.json ? asJson(results) : asTable(results, rows));
  return isEqual(results);
}

async function allEntries(hasPeers: boolean, rows: number): Promise<readonly Entry[]> {
  const measure = await bundled();
  const own = Object.entries(CONTENDERS)
    .filter(([, { mostRows = Infinity }]) => rows <= mostRows)
    .map(([name, { what }]): Entry => ({ name, what, command: [process.execPath, measure, name] }));
  if (!hasPeers) return own;
  const python = await preparePeers(resolve(FOLDER, '../venv-validate'));
  const peers = PEERS.map(({ name, what, script }): Entry => ({ name, what, command: [python, script] }));
  return [...own, ...peers];
}

/** As it is shipped: compiled, so that no process has to strip types first. @returns the program that measures */
async function bundled(): Promise<string> {
  const root = resolve(import.meta.dirname, '../..');
  const outdir = resolve(FOLDER, 'bundle');
  await build({
    ...{ absWorkingDir: root, entryPoints: { measure: 'bench/validate/measure.ts' }, outdir },
    ...{ outExtension: { '.js': '.mjs' }, bundle: true, minify: true, platform: 'node', format: 'esm' },
    ...{ target: 'node24', logLevel: 'warning' },
    banner: {
      js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
    },
  });
  return join(outdir, 'measure.mjs');
}

async function measureAll(entries: readonly Entry[], table: Table, runs: number): Promise<readonly Result[]> {
  const measured = entries.map((): Measured[] => []);
  for (let run = 0; run < runs; run += 1) {
    for (const [at, entry] of entries.entries()) {
      console.error(`${table.rows} rows, run ${run + 1} of ${runs}: ${entry.name}`);
      measured[at]?.push(await measureOne(entry, table));
    }
  }
  return entries.map(({ name, what }, at) => resultOf(name, what, table.rows, measured[at] ?? []));
}

async function measureOne({ command: [program, ...first] }: Entry, table: Table): Promise<Measured> {
  const { stdout } = await promisify(execFile)(program, [...first, JSON.stringify(table)]);
  const lastLine = stdout.trimEnd().slice(stdout.trimEnd().lastIndexOf('\n') + 1);
  return measuredSchema.parse(JSON.parse(lastLine));
}

function isEqual(results: readonly Result[]): boolean {
  const digests = new Set(results.flatMap(({ digest }) => digest ?? []));
  if (digests.size <= 1) return true;
  console.error('contenders found different things:');
  for (const { name, digest = 'none' } of results) console.error(`  ${digest}  ${name}`);
  return false;
}

/** The shape that tools read. */
function asJson(results: readonly Result[]): string {
  const contenders = results.map(({ name, recordsPerSecond, recordsPerCpuSecond, peakRssMb }) => ({
    ...{ name, recordsPerSecond, recordsPerCpuSecond, peakRssMb },
  }));
  return JSON.stringify({ contenders });
}

function asTable(results: readonly Result[], rows: number): string {
  const thousands = (value: number) => `${Math.round(value / 1000).toLocaleString('en')} k`.padStart(9);
  const lines = results.map(({ name, what, recordsPerSecond, recordsPerCpuSecond, peakRssMb }) =>
    [
      ...[name.padEnd(18), thousands(recordsPerSecond), thousands(recordsPerCpuSecond)],
      ...[`${peakRssMb} MB`.padStart(8), `  ${what}`],
    ].join(' '),
  );
  const head = `${rows.toLocaleString('en')} rows of 25 columns, 60 checks; rows per second, per CPU second, peak memory`;
  return [head, ...lines].join('\n');
}
