import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** As measured in docs/performance.md. */
const PACKAGES = ['duckdb==2.0.0', 'polars==2.1.0', 'numpy==2.4.6'];

const script = (name: string) => resolve(import.meta.dirname, 'peers', `${name}.py`);
/** Programs of others that count the same bins; each prints what measure.ts prints. */
export const PEERS = [
  { name: 'duckdb', what: 'bins only, SQL, two threads', script: script('duckdb_bins') },
  { name: 'polars', what: 'bins only, lazy frame and numpy', script: script('polars_bins') },
] as const;

/** A virtual environment of their own, made once. @returns its Python */
export async function preparePeers(folder: string): Promise<string> {
  const python = join(folder, 'bin/python');
  if (!existsSync(python)) {
    console.error(`installing ${PACKAGES.join(', ')} in ${folder}`);
    await run('python3', ['-m', 'venv', folder]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', ...PACKAGES]);
  }
  return python;
}
