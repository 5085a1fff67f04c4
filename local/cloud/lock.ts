/** One process at a time at a thing that cannot be shared. A lock whose owner is gone is nobody's. */
import { open, readFile, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { CloudLockedError } from './errors.ts';
import { identifyProcess, isRunning } from './process-identity.ts';
import { unwritable } from './state-directory.ts';

const ownerSchema = z.strictObject({ pid: z.number().int().positive(), startToken: z.string() });

const POLL_MILLISECONDS = 200;

export interface Lock {
  /** File of the lock; its folder exists. */
  readonly path: string;
  /** For the message: `the embedded cloud of this project is being started or stopped`. */
  readonly meaning: string;
  /** Default: 0, a held lock is refused at once. */
  readonly waitSeconds?: number;
}

/** @throws CloudLockedError when a living process holds it longer than is waited for; StateDirectoryError */
export async function withLock<T>(lock: Lock, work: () => Promise<T>): Promise<T> {
  const { path } = lock;
  await acquire(lock);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire({ path, meaning, waitSeconds = 0 }: Lock): Promise<void> {
  const self = JSON.stringify(identifyProcess(process.pid));
  const deadline = performance.now() + waitSeconds * 1000;
  for (;;) {
    if (await hasCreated(path, self)) return;
    const owner = ownerSchema.safeParse(parse(await readFile(path, 'utf8').catch(() => '')));
    if (owner.success && !isRunning(owner.data)) {
      await rm(path, { force: true });
    } else if (performance.now() >= deadline) {
      throw new CloudLockedError(meaning, {
        where: path,
        received: owner.success ? `process ${owner.data.pid} at work` : 'a lock without a readable owner',
        fix: 'wait until the other command has ended, then run this one again; a lock nobody owns may be deleted',
      });
    } else {
      await pause(POLL_MILLISECONDS);
    }
  }
}

/** @returns false when the lock is there already */
async function hasCreated(path: string, owner: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(owner);
    } catch (error) {
      // On a full disk an empty file is left, which would be a lock for ever.
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (isNodeError(error) && error.code === 'EEXIST') return false;
    throw unwritable(path, error);
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
