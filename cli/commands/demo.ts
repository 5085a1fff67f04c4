/** `gyre demo`: the loop on real data, from an empty machine to a rolled-back release, in one command. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { prepareProject, startAndDeploy } from '#local/cloud/bring-up';
import { resetCloud, stopCloud } from '#local/cloud/launch';
import type { CommandContext } from '../context.ts';
import type { Paper } from '../output.ts';
import { buildFlightsData } from '../demo/flights-data.ts';
import type { Decision } from '../demo/decisions.ts';
import { playStory, requireProofs, type Story } from '../demo/play.ts';

const PROJECT = join(import.meta.dirname, '..', '..', 'examples', 'flights');
const EXPECTED = join(PROJECT, 'expected.json');
const DEFAULT_PORT = 4566;
const LAST_DAY = '2013-11-14';

interface DemoOptions {
  readonly keep?: boolean;
  readonly expect: boolean;
  readonly port: string;
  readonly lastDay: string;
}

interface DemoData extends Story {
  readonly differences: readonly string[];
  readonly preparationSeconds: number;
  readonly seconds: number;
}

export function registerDemoCommands(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description(
      'the loop on one year of real flights: land, train, judge, release by canary, roll back, prove',
    )
    .option('--keep', 'leave the cloud running and print how to look at it')
    .option('--no-expect', 'accept any ending')
    .option('--last-day <day>', 'how far the year is replayed', LAST_DAY)
    .option('--port <number>', 'port of the embedded cloud', String(DEFAULT_PORT))
    .action(async (options: DemoOptions) => {
      const begin = performance.now();
      const elapsed = () => ((performance.now() - begin) / 1000).toFixed(1).padStart(6);
      const say = (line: string) => context.progress(`${elapsed()} s  ${line}`);
      const bring = { projectDirectory: PROJECT, port: Number(options.port), onProgress: say };
      const forget = context.onInterrupt(async () => {
        await stopCloud(PROJECT);
      });
      try {
        await resetCloud(PROJECT);
        const prepared = await prepareProject(bring);
        say('building one year of flights');
        const data = await buildFlightsData(PROJECT, prepared.python);
        const preparationSeconds = (performance.now() - begin) / 1000;
        await startAndDeploy(bring, prepared);
        const story = await playStory(PROJECT, data, { lastDay: options.lastDay, hasBurst: true }, say);
        const differences = options.expect ? differencesFrom(story.decisions) : [];
        const seconds = (performance.now() - begin) / 1000 - preparationSeconds;
        const result: DemoData = {
          ...story,
          differences,
          preparationSeconds: round(preparationSeconds),
          seconds: round(seconds),
        };
        context.print({ ok: differences.length === 0, data: result }, drawStory);
        requireProofs(story);
        if (options.keep === true)
          context.progress('left running: cd examples/flights, then gyre model ls; gyre local down ends it');
      } finally {
        if (options.keep !== true) await stopCloud(PROJECT);
        forget();
      }
    });
}

/** The ordered contests must end as an honest run ended when expected.json was committed; not-nows are a set. */
function differencesFrom(decisions: readonly Decision[]): readonly string[] {
  const expected = JSON.parse(readFileSync(EXPECTED, 'utf8')) as {
    readonly contests: string[];
    readonly notNow: string[];
  };
  const lines = decisions.map(({ model, at, cause, outcome, modelVersion }) =>
    outcome === 'not-now'
      ? `${model} ${cause} not-now`
      : `${model} ${at} ${cause} ${outcome} v${String(modelVersion)}`,
  );
  const contests = lines.filter((line) => !line.endsWith('not-now'));
  const notNow = [...new Set(lines.filter((line) => line.endsWith('not-now')))].sort();
  return [...compare('contest', expected.contests, contests), ...compare('not now', expected.notNow, notNow)];
}

function compare(what: string, expected: readonly string[], actual: readonly string[]): string[] {
  return Array.from({ length: Math.max(expected.length, actual.length) }, (_, index) => index)
    .filter((index) => expected[index] !== actual[index])
    .map(
      (index) =>
        `${what} ${index + 1}: expected ${expected[index] ?? 'nothing'}, got ${actual[index] ?? 'nothing'}`,
    );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function drawStory(data: DemoData, paper: Paper): string {
  const table = paper.table(
    [
      { title: 'MODEL', value: (line) => line.model },
      { title: 'AS OF', value: (line) => line.at },
      { title: 'CAUSE', value: (line) => line.cause },
      { title: 'OUTCOME', value: (line) => line.outcome },
      { title: 'VERSION', value: (line) => (line.modelVersion === null ? '-' : `v${line.modelVersion}`) },
      { title: 'WHY', value: (line) => line.why },
    ],
    data.decisions,
  );
  const verdict =
    data.differences.length === 0
      ? 'the ending is the expected one'
      : `THE ENDING DIFFERS:\n  ${data.differences.join('\n  ')}`;
  const times = `prepared in ${data.preparationSeconds} s, played in ${data.seconds} s; ${data.rows.sent} flights answered`;
  return [table, verdict, times].join('\n\n');
}
