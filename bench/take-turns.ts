/** What all benches share: contenders in turns, each run in a fresh process, and what is said of them. */
import { execFile } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { parseArgs, promisify } from 'node:util';
import { type Measured, measuredSchema, type Result, resultOf } from './measured.ts';

export interface Contestant {
  readonly name: string;
  readonly what: string;
  /** Program and its first parameters; the inputs follow as JSON. */
  readonly command: readonly [string, ...string[]];
}

export interface BenchOptions {
  readonly rows: number;
  readonly runs: number;
  /** Names to measure. Default: all. */
  readonly only: readonly string[] | undefined;
  readonly isJson: boolean;
  readonly hasPeers: boolean;
}

/** @throws Error for a count below 1, TypeError for an unknown option */
export function benchOptions(parameters: readonly string[]): BenchOptions {
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
  return { rows, runs, only: values.only?.split(','), isJson: values.json, hasPeers: values.peers };
}

/**
 * Each run in a fresh process, in turns, so that a busy moment of the machine does not fall on one of them alone.
 * @param inputs what each gets as JSON, with how many rows that is
 * @param unit   of a row, for the progress on stderr
 * @param reads  the file that a contestant reads: before each run it is brought into the page cache
 */
export async function takeTurns<Entry extends Contestant>(
  contestants: readonly Entry[],
  inputs: { readonly rows: number },
  {
    runs,
    unit,
    reads,
  }: { readonly runs: number; readonly unit: string; readonly reads: (entry: Entry) => string },
): Promise<readonly Result[]> {
  const measured = contestants.map((): Measured[] => []);
  for (let run = 0; run < runs; run += 1) {
    for (const [at, contestant] of contestants.entries()) {
      console.error(`${inputs.rows} ${unit}, run ${run + 1} of ${runs}: ${contestant.name}`);
      readThrough(reads(contestant));
      measured[at]?.push(await measureOne(contestant, JSON.stringify(inputs)));
    }
  }
  return contestants.map(({ name, what }, at) => resultOf(name, what, inputs.rows, measured[at] ?? []));
}

/**
 * The system may have forgotten parts of a file since the last run. Read into one small buffer: the peak memory of a
 * process counts from what the one that started it had.
 */
function readThrough(path: string): void {
  const file = openSync(path, 'r');
  const buffer = new Uint8Array(256 * 1024);
  while (readSync(file, buffer) > 0);
  closeSync(file);
}

async function measureOne({ command: [program, ...first] }: Contestant, inputs: string): Promise<Measured> {
  const { stdout } = await promisify(execFile)(program, [...first, inputs]);
  const lastLine = stdout.trimEnd().slice(stdout.trimEnd().lastIndexOf('\n') + 1);
  return measuredSchema.parse(JSON.parse(lastLine));
}

/** Did all find the same? Says who did not. Floors find nothing. */
export function isAgreed(results: readonly Result[]): boolean {
  const digests = new Set(results.flatMap(({ digest }) => digest ?? []));
  if (digests.size <= 1) return true;
  console.error('contenders found different things:');
  for (const { name, digest = 'none' } of results) console.error(`  ${digest}  ${name}`);
  return false;
}

/** The shape that tools read. */
export function asJson(results: readonly Result[]): string {
  const contenders = results.map(({ name, recordsPerSecond, recordsPerCpuSecond, peakRssMb }) => ({
    ...{ name, recordsPerSecond, recordsPerCpuSecond, peakRssMb },
  }));
  return JSON.stringify({ contenders });
}

/** @param head what the columns are */
export function asTable(head: string, results: readonly Result[]): string {
  const thousands = (value: number) => `${Math.round(value / 1000).toLocaleString('en')} k`.padStart(9);
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = results.map(({ name, what, recordsPerSecond, recordsPerCpuSecond, peakRssMb }) =>
    [
      ...[name.padEnd(width), thousands(recordsPerSecond), thousands(recordsPerCpuSecond)],
      ...[`${peakRssMb} MB`.padStart(8), `  ${what}`],
    ].join(' '),
  );
  return [head, ...lines].join('\n');
}
