/** `gyre demo`: the whole loop on one year of real data, from an empty machine to its proofs, in one command. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { prepareProject, startAndDeploy } from '#local/cloud/bring-up';
import { resetCloud, START_TIMEOUT_SECONDS, stopCloud } from '#local/cloud/launch';
import { cloudPaths } from '#local/cloud/state-directory';
import type { CommandContext } from '../context.ts';
import { type DemoData, drawStory } from '../demo/draw-story.ts';
import { differencesFrom } from '../demo/expected.ts';
import { buildFlightsData } from '../demo/flights-data.ts';
import { playStory } from '../demo/play.ts';
import { BACKFILL_DAY, type ReplayPlan } from '../demo/replay.ts';
import { requireProofs } from '../demo/require-proofs.ts';
import { type Sabotage, SABOTAGES, shortenedPlan } from '../demo/sabotage.ts';
import { storyPage } from '../demo/story-page.ts';

const PROJECT = join(import.meta.dirname, '..', '..', 'examples', 'flights');
const EXPECTED = join(PROJECT, 'expected.json');
const DEFAULT_PORT = 4566;
const LAST_DAY = '2013-11-14';
/** The join of the 30th takes the last labels: a later one would judge a month that nobody answers for any more. */
const LAST_DAY_OF_YEAR = '2013-12-29';

interface DemoOptions {
  readonly keep?: boolean;
  readonly expect: boolean;
  readonly port: string;
  readonly fullYear?: boolean;
  readonly sabotage?: Sabotage;
}

export function registerDemoCommands(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description(
      'eleven months of real flights: trained, judged, released, watched, refused, retrained, restored',
    )
    .option('--keep', 'leave the cloud running and print how to look at it')
    .option('--no-expect', 'accept any ending')
    .option('--full-year', 'to the end of December, with a contest each month whatever the verdicts say')
    .addOption(
      new Option(
        '--sabotage <step>',
        'break a step for real, on a shortened story: the demo must fail and name it',
      ).choices(SABOTAGES),
    )
    .option('--port <number>', 'port of the embedded cloud', String(DEFAULT_PORT))
    .action((options: DemoOptions) => runDemo(options, context));
}

async function runDemo(options: DemoOptions, context: CommandContext): Promise<void> {
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  const say = (line: string) => context.progress(`${seconds().toFixed(1).padStart(6)} s  ${line}`);
  const bring = { projectDirectory: PROJECT, port: Number(options.port), onProgress: say };
  const forget = context.onInterrupt(async () => {
    await stopCloud(PROJECT, START_TIMEOUT_SECONDS);
  });
  const plan = planOf(options);
  const isWhole = options.sabotage === undefined && options.fullYear !== true;
  try {
    await resetCloud(PROJECT);
    const prepared = await prepareProject(bring);
    say('building one year of flights');
    const data = await buildFlightsData(PROJECT, prepared.python);
    const preparationSeconds = seconds();
    const running = await startAndDeploy(bring, prepared);
    const { sabotage } = options;
    const { story, page } = await playStory({
      ...{ project: PROJECT, data, plan, say, running },
      ...(sabotage === undefined ? {} : { sabotage }),
    });
    const isCompared = options.expect && isWhole;
    const played = round(seconds() - preparationSeconds);
    const result: DemoData = {
      ...story,
      isCompared,
      differences: isCompared ? differencesFrom(EXPECTED, story.decisions) : [],
      report: writeReport(storyPage({ ...page, seconds: played })),
      preparationSeconds: round(preparationSeconds),
      seconds: played,
    };
    // A step that left no proof is an error of its own, and says more than a table.
    requireProofs(story, plan);
    context.print({ ok: result.differences.length === 0, data: result }, drawStory);
    if (options.keep === true)
      context.progress(
        `left running on http://127.0.0.1:${options.port}: cd examples/flights, gyre model ls; gyre local down ends it`,
      );
  } finally {
    if (options.keep !== true) {
      await stopCloud(PROJECT);
      keepCalls();
    }
    forget();
  }
}

/** What every role called, added to what earlier runs called: the proof of used against granted rights reads it. */
function keepCalls(): void {
  const { iamCalls } = cloudPaths(PROJECT);
  if (!existsSync(iamCalls)) return;
  const folder = join(PROJECT, '.gyre', 'report');
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, 'iam-calls.jsonl'), readFileSync(iamCalls));
}

function planOf({ sabotage, fullYear }: DemoOptions): ReplayPlan {
  if (sabotage !== undefined) return shortenedPlan(sabotage);
  const reviewsMonthly = fullYear === true;
  const lastDay = reviewsMonthly ? LAST_DAY_OF_YEAR : LAST_DAY;
  return { lastDay, reviewsMonthly, hasBurst: true, backfillDay: BACKFILL_DAY };
}

function writeReport(html: string): string {
  const folder = join(PROJECT, '.gyre', 'report');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'index.html');
  writeFileSync(path, html);
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
