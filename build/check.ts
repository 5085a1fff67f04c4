/**
 * Everything that must hold before a change lands, in order of cost, with the time each part took.
 * `npm test` runs this; `npm test -- --only unit,infra` runs some vitest projects without the static checks.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { requireNode24 } from '#local/cloud/require-node';
import { preparePythonEnvironment } from '#local/python/prepare-environment';
import { bundleLambdas } from './bundle-lambdas.ts';
import { formatSizes, overBudget } from './lambda-budget.ts';
import { forgetSuiteRights } from './suite-rights.ts';
import { forgetTotal, readTotal, TOTAL_FILE_VARIABLE } from './test-total.ts';

const root = new URL('..', import.meta.url).pathname;

interface Part {
  readonly name: string;
  run(): Promise<boolean>;
}

const tool = (name: string, command: string, ...parameters: string[]): Part => ({
  name,
  run: () => runTool(`${root}node_modules/.bin/${command}`, parameters, 'at once'),
});

/** What runs beside others says what it has to say when it ends. */
const quietTool = (name: string, command: string, ...parameters: string[]): Part => ({
  name,
  run: () => runTool(`${root}node_modules/.bin/${command}`, parameters, 'when it ends'),
});

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
const chosen = only?.split(',');
const projects = chosen?.flatMap((project) => ['--project', project]) ?? [];

const prepare: readonly Part[] = [
  {
    name: 'python environment',
    run: async () => {
      await preparePythonEnvironment({ root, onProgress: (line) => console.log(`  ${line}`) });
      return true;
    },
  },
  {
    name: 'bundles',
    run: async () => {
      const over = overBudget((await bundleLambdas()).sizes);
      if (over.length > 0) console.log(formatSizes(over));
      return over.length === 0;
    },
  },
];

const statics: readonly Part[] = [
  quietTool(
    'lint',
    'eslint',
    '.',
    '--max-warnings',
    '0',
    '--cache',
    '--cache-location',
    '.gyre/eslint-cache',
  ),
  quietTool('types', 'tsc', '--noEmit'),
  quietTool('format', 'prettier', '--check', '--log-level', 'warn', '.'),
  quietTool('unused code', 'knip'),
  quietTool(
    'boundaries',
    'depcruise',
    '--config',
    '.dependency-cruiser.cjs',
    ...[
      'bin',
      'lib',
      'library',
      'core',
      'ports',
      'adapters',
      'lambdas',
      'local',
      'cli',
      'build',
      'study',
      'bench',
    ],
  ),
  quietTool('faults', 'node', 'build/fault-coverage.ts', '--check'),
];

const tests = tool('tests', 'vitest', 'run', ...projects);

/** Only the loop tests call functions by their roles. */
const LEAST_SHARE_OF_RIGHTS_USED = '0.95';
const rights =
  chosen === undefined || chosen.includes('loop')
    ? [
        tool(
          'rights',
          'node',
          'build/iam-proof.ts',
          '--suite',
          '--brief',
          '--minimum',
          LEAST_SHARE_OF_RIGHTS_USED,
        ),
      ]
    : [];

requireNode24();
const totalFile = `${root}.gyre/test-total.txt`;
mkdirSync(`${root}.gyre`, { recursive: true });
forgetTotal(totalFile);
process.env[TOTAL_FILE_VARIABLE] = totalFile;
if (rights.length > 0) forgetSuiteRights();

const failed: string[] = [];
await runAll(prepare);
// Each keeps one core busy and needs nothing of the others; the longest begins first.
if (only === undefined) await runAll(statics, availableParallelism());
await runAll([tests, ...rights]);
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
// People and scripts read the last line: it is the total of the tests.
console.log(`\n${readTotal(totalFile)}`);

/** @param lanes parts at a time */
async function runAll(parts: readonly Part[], lanes = 1): Promise<void> {
  const waiting = [...parts];
  const lane = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const begin = performance.now();
      const isGood = await part.run();
      if (!isGood) failed.push(part.name);
      const seconds = ((performance.now() - begin) / 1000).toFixed(1);
      console.log(`${isGood ? 'ok  ' : 'FAIL'} ${part.name} · ${seconds} s`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function runTool(
  command: string,
  parameters: readonly string[],
  output: 'at once' | 'when it ends',
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const stdio = output === 'at once' ? 'inherit' : 'pipe';
    const child = spawn(command, parameters, { cwd: root, stdio });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      process.stdout.write(text);
      resolve(code === 0);
    });
  });
}
