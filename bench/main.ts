/**
 * How fast the engine is, beside what others do with the same file: `npm run bench -- drift`; how the platform takes a
 * day of many capture objects: `npm run bench -- day`.
 * Results on stdout, progress on stderr; exit 1 when contenders differ in what they counted, 2 when one could not run.
 */
import { requireNode24 } from '#local/cloud/require-node';

/** By name; each takes its own parameters and says whether all is well. */
const BENCHES: Readonly<Record<string, () => Promise<(parameters: readonly string[]) => Promise<boolean>>>> =
  {
    drift: async () => (await import('./drift/run-drift.ts')).runDrift,
    day: async () => (await import('./day/run-day.ts')).runDay,
    validate: async () => (await import('./validate/run-validate.ts')).runValidate,
  };

requireNode24();
const [name = '', ...parameters] = process.argv.slice(2);
const load = BENCHES[name];
if (load === undefined) {
  console.error(
    `usage: npm run bench -- <${Object.keys(BENCHES).join('|')}> [--json]; drift, validate: [--rows N] [--runs N] [--peers]; ` +
      'day: [--models N] [--objects N] [--hours N] [--concurrency N]',
  );
  process.exitCode = 2;
} else {
  try {
    const run = await load();
    process.exitCode = (await run(parameters)) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
