import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { preparePeers } from '../peer-environment.ts';
import { asJson, asTable, benchOptions, type Contestant, isAgreed, takeTurns } from '../take-turns.ts';
import { CONTENDERS } from './contenders.ts';
import { type InputForm, makeInputs } from './make-inputs.ts';
import { PACKAGES, PEERS } from './peers.ts';

const FOLDER = resolve(import.meta.dirname, '../../.gyre/bench/drift');
/** All contenders count these first, and must agree, before anything is measured. */
const CHECKED_ROWS = 20_000;

interface Entry extends Contestant {
  readonly mostRows?: number;
  readonly form: InputForm;
}

/** Measures the contenders on one file of captures. @returns whether all of them counted the same */
export async function runDrift(parameters: readonly string[]): Promise<boolean> {
  const { rows, runs, only, isJson, hasPeers } = benchOptions(parameters);
  const entries = (await allEntries(hasPeers)).filter(
    ({ name, mostRows = Infinity }) => rows <= mostRows && (only?.includes(name) ?? true),
  );
  const forms = new Set(entries.map(({ form }) => form));
  const measure = async (records: number, times: number) => {
    const inputs = await makeInputs(FOLDER, records, forms);
    const reads = ({ form }: Entry) => inputs[form === 'plain' ? 'csv' : form];
    return takeTurns(entries, inputs, { runs: times, unit: 'records', reads });
  };
  if (!isAgreed(await measure(CHECKED_ROWS, 1))) return false;
  const results = await measure(rows, runs);
  const head = `${rows.toLocaleString('en')} records of 25 features; records per second, per CPU second, peak memory`;
  console.log(isJson ? asJson(results) : asTable(head, results));
  return isAgreed(results);
}

async function allEntries(hasPeers: boolean): Promise<readonly Entry[]> {
  const measure = await bundled();
  const own = Object.entries(CONTENDERS).map(([name, { what, mostRows, form = 'plain' }]): Entry => {
    const command = [process.execPath, measure, name] as const;
    return { name, what, form, command, ...(mostRows === undefined ? {} : { mostRows }) };
  });
  if (!hasPeers) return own;
  const python = await preparePeers(resolve(FOLDER, '../venv'), PACKAGES);
  const peers = PEERS.map(({ name, what, script }): Entry => ({
    name,
    what,
    form: 'plain',
    command: [python, script],
  }));
  return [...own, ...peers];
}

/** As it is shipped: compiled, so that no process has to strip types first. @returns the program that measures */
async function bundled(): Promise<string> {
  const root = resolve(import.meta.dirname, '../..');
  const outdir = resolve(FOLDER, 'bundle');
  const entryPoints = {
    measure: 'bench/drift/measure.ts',
    'pieces-worker': 'adapters/capture-files/pieces-worker.ts',
  };
  await build({
    ...{ absWorkingDir: root, entryPoints, outdir, outExtension: { '.js': '.mjs' } },
    ...{ bundle: true, minify: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' },
  });
  return join(outdir, 'measure.mjs');
}
