import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CloudLockedError } from '#local/cloud/errors';
import { withLock } from '#local/cloud/lock';
import { identifyProcess, isRunning, startTokenOf } from '#local/cloud/process-identity';

let folder: string;
let lock: { path: string; meaning: string };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gyre-lock-'));
  lock = { path: join(folder, 'lock'), meaning: 'busy' };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('L-07 refuses a second holder while the first lives, and frees the lock after an error', async () => {
  await withLock(lock, async () => {
    await expect(withLock(lock, async () => 1)).rejects.toThrow(CloudLockedError);
  });
  await expect(withLock(lock, () => Promise.reject(new Error('work')))).rejects.toThrow('work');
  expect(await withLock(lock, async () => 2)).toBe(2);
});

test('L-07 takes the lock of a process that is gone, or whose number a stranger has now', async () => {
  await writeFile(lock.path, JSON.stringify({ pid: process.pid, startToken: 'of-another' }));
  expect(await withLock(lock, async () => 3)).toBe(3);
});

test('L-07 leaves a lock alone that it cannot read', async () => {
  await writeFile(lock.path, 'who knows');
  await expect(withLock(lock, async () => 4)).rejects.toThrow(CloudLockedError);
  expect(await readFile(lock.path, 'utf8')).toBe('who knows');
});

test('waits for a lock when asked to', async () => {
  const order: number[] = [];
  let second: Promise<number> | undefined;
  await withLock(lock, async () => {
    // Only now: of two that ask at once either may be the first.
    second = withLock({ ...lock, waitSeconds: 5 }, async () => order.push(2));
    await expect(withLock(lock, async () => 0)).rejects.toThrow(CloudLockedError);
    order.push(1);
  });
  await second;
  expect(order).toEqual([1, 2]);
});

test('tells a process from another with its number', () => {
  const self = identifyProcess(process.pid)!;
  expect(isRunning(self)).toBe(true);
  expect(isRunning({ ...self, startToken: `${self.startToken}0` })).toBe(false);
  expect(startTokenOf(2 ** 30)).toBeUndefined();
});
