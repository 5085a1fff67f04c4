/**
 * Do the tests of the monitoring faults see the faults? Each entry of test/faults/planted.json changes one line of
 * the product while it is loaded (no file is touched), all tests titled F-nn run, and those that turn red must be
 * tests of that fault and of no other.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { requireNode24 } from '#local/cloud/require-node';
import { startVitest, type TestCase } from 'vitest/node';
import * as z from 'zod';

const ROOT = resolve(import.meta.dirname, '..');
const PLANTED = 'test/faults/planted.json';
const ROOMS = '{monitoring,serving,retraining,training}';
const LEADING_IDS = /^(?:[A-Z]-\d{2}(?:[ ,:]+|$))+/;

const plantedSchema = z.array(
  z.strictObject({
    id: z.string().regex(/^F-\d{2}$/),
    file: z.string(),
    from: z.string().min(1),
    to: z.string(),
    why: z.string(),
  }),
);
type Planted = z.infer<typeof plantedSchema>[number];

/** Titles of the tests that failed with the change in place. */
async function failuresWith({ id, file, from, to }: Planted): Promise<readonly string[]> {
  const path = resolve(ROOT, file);
  const source = readFileSync(path, 'utf8');
  if (source.split(from).length !== 2)
    throw new Error(`${id}: the text to change must stand once in ${file}`);
  const failed: string[] = [];
  const collect = {
    onTestCaseResult(test: TestCase) {
      if (test.result().state === 'failed') failed.push(test.fullName);
    },
  };
  const vitest = await startVitest(
    [],
    {
      ...{ config: false, root: ROOT, watch: false, maxWorkers: 2, reporters: [collect] },
      // Kept modules would carry one change into the run of the next.
      fsModuleCache: false,
      include: [`test/{unit,handlers}/${ROOMS}/**/*.test.ts`],
      // Only files whose modules lead to the one that is changed.
      related: [path],
      testNamePattern: /F-\d\d/,
      testTimeout: 20_000,
    },
    {
      plugins: [
        {
          name: 'planted-fault',
          enforce: 'pre',
          transform: (code: string, module: string) =>
            module === path ? code.replace(from, () => to) : null,
        },
      ],
    },
  );
  await vitest.close();
  // startVitest sets it when a test fails; here that is the aim.
  process.exitCode = 0;
  return failed;
}

function idsOf(fullName: string): readonly string[] {
  return fullName
    .split(' > ')
    .flatMap((title) => LEADING_IDS.exec(title)?.[0].match(/[A-Z]-\d{2}/g) ?? [])
    .filter((id) => id.startsWith('F-'));
}

requireNode24();
const all = plantedSchema.parse(JSON.parse(readFileSync(resolve(ROOT, PLANTED), 'utf8')));
const chosen = process.argv.slice(2);
let missed = 0;
for (const planted of all.filter(({ id }) => chosen.length === 0 || chosen.includes(id))) {
  const begin = performance.now();
  const failed = await failuresWith(planted);
  const own = failed.filter((name) => idsOf(name).includes(planted.id));
  const others = failed.filter((name) => !idsOf(name).includes(planted.id));
  const isFound = own.length > 0 && others.length === 0;
  if (!isFound) missed += 1;
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(
    `${isFound ? 'found ' : 'MISSED'} ${planted.id}  ${planted.why}: ${own.length} red (${seconds} s)`,
  );
  for (const name of own) console.log(`         ${name}`);
  for (const name of others) console.log(`         another fault's: ${name}`);
}
console.log(
  missed === 0 ? 'every planted fault was found by its own tests' : `${missed} planted faults were missed`,
);
process.exitCode = missed === 0 ? 0 : 1;
