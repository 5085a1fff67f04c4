import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { preparePeers } from '../peer-environment.ts';
import { asJson, asTable, benchOptions, type Contestant, isAgreed, takeTurns } from '../take-turns.ts';
import { CONTENDERS } from './contenders.ts';
import { makeTable } from './make-table.ts';
import { PACKAGES, PEERS } from './peers.ts';

const FOLDER = resolve(import.meta.dirname, '../../.gyre/bench/validate');
/** All contenders check a spoilt table of these many rows first, and must agree, before anything is measured. */
const CHECKED_ROWS = 20_000;

/** Measures reading and checking one CSV file. @returns whether all of them found the same */
export async function runValidate(parameters: readonly string[]): Promise<boolean> {
  const { rows, runs, only, isJson, hasPeers } = benchOptions(parameters);
  const entries = (await allEntries(hasPeers, rows)).filter(({ name }) => only?.includes(name) ?? true);
  const measure = (table: ReturnType<typeof makeTable>, times: number) =>
    takeTurns(entries, table, { runs: times, unit: 'rows', reads: () => table.csv });
  if (!isAgreed(await measure(makeTable(FOLDER, CHECKED_ROWS, true), 1))) return false;
  const results = await measure(makeTable(FOLDER, rows, false), runs);
  const head = `${rows.toLocaleString('en')} rows of 25 columns, 60 checks; rows per second, per CPU second, peak memory`;
  console.log(isJson ? asJson(results) : asTable(head, results));
  return isAgreed(results);
}

async function allEntries(hasPeers: boolean, rows: number): Promise<readonly Contestant[]> {
  const measure = await bundled();
  const own = Object.entries(CONTENDERS)
    .filter(([, { mostRows = Infinity }]) => rows <= mostRows)
    .map(([name, { what }]): Contestant => ({ name, what, command: [process.execPath, measure, name] }));
  if (!hasPeers) return own;
  const python = await preparePeers(resolve(FOLDER, '../venv-validate'), PACKAGES);
  const peers = PEERS.map(({ name, what, script }): Contestant => ({
    name,
    what,
    command: [python, script],
  }));
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
