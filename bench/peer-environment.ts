import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A virtual environment for programs of others, made once. @returns its Python */
export async function preparePeers(folder: string, packages: readonly string[]): Promise<string> {
  const python = join(folder, 'bin/python');
  if (!existsSync(python)) {
    console.error(`installing ${packages.join(', ')} in ${folder}`);
    await run('python3', ['-m', 'venv', folder]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', ...packages]);
  }
  return python;
}
