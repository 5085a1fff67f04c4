import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SerializedError, TestModule } from 'vitest/node';
import { forgetTotal, keepTotal, readTotal, TOTAL_FILE_VARIABLE } from '#build/test-total';
import TotalLineReporter from '#build/total-line-reporter';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gyre-total-'));
  file = join(folder, 'total.txt');
  vi.stubEnv(TOTAL_FILE_VARIABLE, file);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** A test file with tests that ended so. */
function moduleOf(...states: readonly ('passed' | 'failed' | 'skipped')[]): TestModule {
  const tests = states.map((state) => ({ result: () => ({ state }) }));
  const children = { allTests: () => tests.values() };
  return { children, ok: () => states.length > 0 && !states.includes('failed') } as unknown as TestModule;
}

function endRun(modules: readonly TestModule[], errors: readonly SerializedError[] = []): readonly unknown[] {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  new TotalLineReporter().onTestRunEnd(modules, errors);
  return log.mock.lastCall ?? [];
}

test('what a run printed last is what is read afterwards', () => {
  const printed = endRun([moduleOf('passed', 'skipped', 'failed'), moduleOf('passed')]);
  expect(printed).toEqual(['\n2 passed, 1 failed']);
  expect(readTotal(file)).toBe('2 passed, 1 failed');
});

test('a file that cannot be loaded counts as a failure', () => {
  endRun([moduleOf('passed'), moduleOf()]);
  expect(readTotal(file)).toBe('1 passed, 1 failed');
});

test('an error outside every test counts as a failure', () => {
  endRun([moduleOf('passed')], [{ name: 'Error', message: 'late' }]);
  expect(readTotal(file)).toBe('1 passed, 1 failed');
});

test('a run that broke off failed, and the total of an earlier one is not taken for its own', () => {
  keepTotal({ passed: 9, failed: 0 });
  forgetTotal(file);
  expect(readTotal(file)).toBe('0 passed, 1 failed');
});
