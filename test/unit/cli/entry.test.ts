import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const ENTRY = join(import.meta.dirname, '..', '..', '..', 'cli', 'gyre.mjs');

/** Makes this Node say that it is another; the one that it hands over to is not touched. */
const pretend = (version: string) =>
  `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;

function start(entry: string, words: readonly string[], nodeOptions: readonly string[] = []) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeOptions, entry, ...words], {
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { status, stdout, stderr };
}

test('gyre runs on this Node, and an older one hands over to the Node of the packages', () => {
  const own = start(ENTRY, ['version', '--json']);
  expect(own).toMatchObject({ status: 0, stderr: '' });
  const old = start(ENTRY, ['version', '--json'], ['--import', pretend('20.19.0')]);
  expect(old).toMatchObject({ status: 0, stderr: '' });
  expect(old.stdout).toMatch(/"node": "2[4-9]\./);
});

test('the exit code comes through the hand-over', () => {
  expect(start(ENTRY, ['nothing-like-it'], ['--import', pretend('20.19.0')]).status).toBe(2);
});

test('an old Node without the packages is told what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gyre-entry-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'cli'));
  const entry = join(folder, 'cli', 'gyre.mjs');
  copyFileSync(ENTRY, entry);
  const { status, stderr } = start(entry, ['version'], ['--import', pretend('20.19.0')]);
  expect(status).toBe(3);
  expect(stderr).toContain('GYRE-901 this Node is too old to run Gyre');
  expect(stderr).toContain('Fix: run `npm ci`');
});
