import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgetSuiteRights, keepSuiteRights, suiteRightsIn } from '#build/suite-rights';
import { cloudPaths } from '#local/cloud/state-directory';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gyre-rights-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A project whose cloud recorded these calls. */
function project(name: string, calls: string): string {
  const folder = join(root, name);
  const files = {
    [cloudPaths(folder).iamCalls]: calls,
    [join(folder, '.gyre', 'assembly', `${name}.template.json`)]: '{}',
    [join(folder, '.gyre', 'assembly', 'manifest.json')]: '{}',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}

test('H-13 calls and templates of all clouds are kept together, and forgotten together', () => {
  const suite = suiteRightsIn(join(root, 'repository'));
  for (const folder of [project('one', '1\n'), project('two', '2\n')]) keepSuiteRights(folder, suite);
  expect(readFileSync(suite.calls, 'utf8')).toBe('1\n2\n');
  expect(readdirSync(suite.assembly).sort()).toEqual(['one.template.json', 'two.template.json']);

  forgetSuiteRights(suite);
  expect([suite.calls, suite.assembly].map((path) => existsSync(path))).toEqual([false, false]);
  forgetSuiteRights(suite);
});

test('a cloud without a call adds nothing', () => {
  const suite = suiteRightsIn(join(root, 'repository'));
  keepSuiteRights(join(root, 'nothing-here'), suite);
  expect(existsSync(suite.calls)).toBe(false);
});
