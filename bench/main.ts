/**
 * How fast the engine is, beside what others do with the same file: `npm run bench -- drift`.
 * Results on stdout, progress on stderr; exit 1 when contenders differ in what they counted, 2 when one could not run.
 */
import { requireNode24 } from '#local/cloud/require-node';

/** By name; each takes its own parameters and says whether all is well. */
const BENCHES: Readonly<Record<string, () => Promise<(parameters: readonly string[]) => Promise<boolean>>>> =
  {
    drift: async () => (await import('./drift/run-drift.ts')).runDrift,
    validate: async () => (await import('./validate/run-validate.ts')).runValidate,
  };

requireNode24();
const [name = '', ...parameters] = process.argv.slice(2);
const load = BENCHES[name];
if (load === undefined) {
  console.error(
    `usage: npm run bench -- <${Object.keys(BENCHES).join('|')}> [--rows N] [--runs N] [--json] [--peers]`,
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
