import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { CONTENDERS } from './contenders.ts';
import { type InputForm, type Inputs, makeInputs } from './make-inputs.ts';
import { type Measured, measuredSchema, type Result, resultOf } from './measured.ts';
import { PEERS, preparePeers } from './peers.ts';

const FOLDER = resolve(import.meta.dirname, '../../.gyre/bench/drift');
/** All contenders count these first, and must agree, before anything is measured. */
const CHECKED_ROWS = 20_000;

interface Entry {
  readonly name: string;
  readonly what: string;
  readonly mostRows?: number;
  readonly form: InputForm;
  /** Program and its first parameters; the inputs follow as JSON. */
  readonly command: readonly [string, ...string[]];
}

/**
 * Measures the contenders on one file of captures, each run in a fresh process, in turns, so that a busy moment of the
 * machine does not fall on one of them alone.
 * @returns whether all of them counted the same
 */
export async function runDrift(parameters: readonly string[]): Promise<boolean> {
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
  const entries = (await allEntries(values.peers)).filter(
    ({ name, mostRows = Infinity }) => rows <= mostRows && (chosen?.includes(name) ?? true),
  );
  const forms = new Set(entries.map(({ form }) => form));
  const checked = await measureAll(entries, await makeInputs(FOLDER, CHECKED_ROWS, forms), 1);
  if (!isEqual(checked)) return false;
  const results = await measureAll(entries, await makeInputs(FOLDER, rows, forms), runs);
  console.log(values.json ? asJson(results) : asTable(results, rows));
  return isEqual(results);
}

async function allEntries(hasPeers: boolean): Promise<readonly Entry[]> {
  const measure = await bundled();
  const own = Object.entries(CONTENDERS).map(([name, { what, mostRows, form = 'plain' }]): Entry => {
    const command = [process.execPath, measure, name] as const;
    return { name, what, form, command, ...(mostRows === undefined ? {} : { mostRows }) };
  });
  if (!hasPeers) return own;
  const python = await preparePeers(resolve(FOLDER, '../venv'));
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
    'range-worker': 'adapters/capture-files/range-worker.ts',
  };
  await build({
    ...{ absWorkingDir: root, entryPoints, outdir, outExtension: { '.js': '.mjs' } },
    ...{ bundle: true, minify: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' },
  });
  return join(outdir, 'measure.mjs');
}

async function measureAll(
  entries: readonly Entry[],
  inputs: Inputs,
  runs: number,
): Promise<readonly Result[]> {
  const measured = entries.map((): Measured[] => []);
  for (let run = 0; run < runs; run += 1) {
    for (const [at, entry] of entries.entries()) {
      console.error(`${inputs.rows} records, run ${run + 1} of ${runs}: ${entry.name}`);
      measured[at]?.push(await measureOne(entry, inputs));
    }
  }
  return entries.map(({ name, what }, at) => resultOf(name, what, inputs.rows, measured[at] ?? []));
}

async function measureOne({ command: [program, ...first] }: Entry, inputs: Inputs): Promise<Measured> {
  const { stdout } = await promisify(execFile)(program, [...first, JSON.stringify(inputs)]);
  const lastLine = stdout.trimEnd().slice(stdout.trimEnd().lastIndexOf('\n') + 1);
  return measuredSchema.parse(JSON.parse(lastLine));
}

function isEqual(results: readonly Result[]): boolean {
  const digests = new Map<string, string[]>();
  for (const { name, digest } of results) {
    if (digest !== undefined) digests.set(digest, [...(digests.get(digest) ?? []), name]);
  }
  if (digests.size <= 1) return true;
  console.error('contenders counted differently:');
  for (const [digest, names] of digests) console.error(`  ${digest}  ${names.join(' ')}`);
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
      ...[name.padEnd(13), thousands(recordsPerSecond), thousands(recordsPerCpuSecond)],
      ...[`${peakRssMb} MB`.padStart(8), `  ${what}`],
    ].join(' '),
  );
  const head = `${rows.toLocaleString('en')} records of 25 features; records per second, per CPU second, peak memory`;
  return [head, ...lines].join('\n');
}
