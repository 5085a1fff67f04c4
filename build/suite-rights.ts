/**
 * What the proof of used against granted rights needs of the loop tests: the calls of all their clouds, and the
 * templates that were deployed there. Each test file has a cloud of its own in a folder that is gone afterwards.
 */
import { appendFileSync, copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cloudPaths } from '#local/cloud/state-directory';

export interface SuiteRights {
  /** Calls with the role that made them, one a line. */
  readonly calls: string;
  /** Folder of templates. */
  readonly assembly: string;
}

const REPOSITORY = dirname(import.meta.dirname);

export const SUITE_RIGHTS = suiteRightsIn(REPOSITORY);

export function suiteRightsIn(root: string): SuiteRights {
  return { calls: join(root, '.gyre', 'iam-calls.jsonl'), assembly: join(root, '.gyre', 'iam-assembly') };
}

/** Before a run: what an earlier one called proves nothing about the code of now. */
export function forgetSuiteRights({ calls, assembly } = SUITE_RIGHTS): void {
  for (const path of [calls, assembly]) rmSync(path, { recursive: true, force: true });
}

/** Adds what a stopped cloud recorded, and what was deployed to it. */
export function keepSuiteRights(project: string, { calls, assembly } = SUITE_RIGHTS): void {
  const { iamCalls } = cloudPaths(project);
  if (!existsSync(iamCalls)) return;
  mkdirSync(assembly, { recursive: true });
  const deployed = join(project, '.gyre', 'assembly');
  for (const template of globSync('*.template.json', { cwd: deployed }))
    copyFileSync(join(deployed, template), join(assembly, template));
  appendFileSync(calls, readFileSync(iamCalls));
}
