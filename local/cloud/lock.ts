/** One start, stop or reset of a project's cloud at a time. A lock whose owner is gone is nobody's. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { CloudLockedError } from './errors.ts';
import { identifyProcess, isRunning } from './process-identity.ts';

const ownerSchema = z.strictObject({ pid: z.number().int().positive(), startToken: z.string() });

/**
 * @param path  file of the lock; its folder exists
 * @throws CloudLockedError when a living process holds it
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await acquire(path);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string): Promise<void> {
  const self = JSON.stringify(identifyProcess(process.pid));
  for (const isLastTry of [false, true]) {
    try {
      await writeFile(path, self, { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (!isNodeError(error) || error.code !== 'EEXIST') throw error;
    }
    const owner = ownerSchema.safeParse(parse(await readFile(path, 'utf8').catch(() => '')));
    if (isLastTry || (owner.success && isRunning(owner.data))) {
      throw new CloudLockedError('the embedded cloud of this project is being started or stopped', {
        where: path,
        received: owner.success ? `process ${owner.data.pid} at work` : 'a lock taken a moment ago',
        fix: 'wait until the other command has ended, then run this one again',
      });
    }
    await rm(path, { force: true });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isNodeError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
