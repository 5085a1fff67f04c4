/** The ending that an honest run gave when expected.json was committed, against the one of this run. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Decision } from './decisions.ts';

const expectedSchema = z.strictObject({ contests: z.array(z.string()), notNow: z.array(z.string()) });
export type Ending = z.infer<typeof expectedSchema>;

/**
 * Contests in the order in which they were held, and the asks that were refused as a set: two alarms of one moment
 * may come in either order. What asked first for a contest may differ as well; the others are attached to it.
 */
export function endingOf(decisions: readonly Decision[]): Ending {
  const held = decisions.filter(({ outcome }) => outcome !== 'not-now');
  const refused = decisions.filter(({ outcome }) => outcome === 'not-now');
  return {
    contests: held
      .map(({ model, at, outcome, modelVersion }) => {
        const version = modelVersion === null ? '' : ` v${modelVersion}`;
        return `${at} ${model} ${outcome}${version}`;
      })
      .sort(),
    notNow: [...new Set(refused.map(({ model, at, cause }) => `${at} ${model} ${cause}`))].sort(),
  };
}

/** @returns one line a difference, none when the endings are equal */
export function differencesFrom(path: string, decisions: readonly Decision[]): readonly string[] {
  const expected = expectedSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const actual = endingOf(decisions);
  return [
    ...compare('contest', expected.contests, actual.contests),
    ...compare('not now', expected.notNow, actual.notNow),
  ];
}

function compare(what: string, expected: readonly string[], actual: readonly string[]): string[] {
  const missing = expected.filter((line) => !actual.includes(line));
  const unexpected = actual.filter((line) => !expected.includes(line));
  return [
    ...missing.map((line) => `${what}: expected ${line}, and it did not come`),
    ...unexpected.map((line) => `${what}: ${line} came and was not expected`),
  ];
}
