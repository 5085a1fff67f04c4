import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { parseSketchKey, sketchPrefix } from '#core/monitoring/sketch-key';
import { outputSchema as planSchema } from '#lambdas/monitoring/plan-hours/contract';
import { cloudPaths } from '#local/cloud/state-directory';
import { endOf, type Traffic } from './captures.ts';
import type { DayCloud } from './day-cloud.ts';
import {
  countItems,
  type Emulator,
  type FunctionCalls,
  type HistoryEvent,
  readCalls,
  readHistory,
} from './emulator.ts';

/** What one run of the machine took. */
export interface HoursRun {
  readonly mode: 'nothing' | 'inline' | 'map';
  readonly objects: number;
  readonly batches: number;
  /** Children of both maps, and those of them that merge. */
  readonly children: number;
  readonly merges: number;
  readonly wallSeconds: number;
  readonly cpuSeconds: number | undefined;
  /** Of capture objects. */
  readonly reads: number;
  readonly calls: number;
  readonly events: number;
  readonly itemsBefore: number;
  readonly itemsAfter: number;
}

const FIRST_LOOK_MILLISECONDS = 50;
const LONGEST_LOOK_MILLISECONDS = 1000;
/** The emulator writes down what was called every two seconds. */
const CALLS_MILLISECONDS = 2500;
const TELL_MILLISECONDS = 15_000;

/** Has the machine `sketching` read the hours of the traffic, and waits for it. @throws Error when it fails */
export async function sketchHours(
  { connection, emulator, project }: DayCloud,
  traffic: Traffic,
  name: string,
  tell: (line: string) => void,
): Promise<HoursRun> {
  const { names } = connection;
  const workflow = await connection.workflow();
  const calls = (): FunctionCalls =>
    readCalls(
      cloudPaths(project).iamCalls,
      (principal) => principal.includes(`/${names.prefix}-`),
      names.bucket('capture'),
    );
  // Nobody has called anything since the last run, of which all is written down.
  const before = calls();
  const itemsBefore = await countItems(emulator, names.registryTable);
  const [wall, cpu] = [performance.now(), emulator.cpuSeconds()];
  const input = { from: traffic.from, to: endOf(traffic), models: traffic.models };
  await workflow.start(names.machineArn('sketching'), name, input);
  const executionArn = names.executionArn('sketching', name);
  let pause = FIRST_LOOK_MILLISECONDS;
  let toldAt = wall;
  let ended = await workflow.describe(executionArn);
  while (ended === undefined || ended.status === 'RUNNING') {
    await delay(pause);
    pause = Math.min(1.3 * pause, LONGEST_LOOK_MILLISECONDS);
    if (performance.now() - toldAt > TELL_MILLISECONDS) {
      toldAt = performance.now();
      tell(await progressOf(emulator, executionArn));
    }
    ended = await workflow.describe(executionArn);
  }
  const wallSeconds = (performance.now() - wall) / 1000;
  const cpuAfter = emulator.cpuSeconds();
  if (ended.status !== 'SUCCEEDED')
    throw new Error(
      `${ended.status} ${ended.error ?? ''}: ${ended.cause ?? ''}; logs: ${cloudPaths(project).logs}`,
    );
  const events = await readHistory(emulator, executionArn);
  const runs = await Promise.all(
    mapRunsOf(events).map(async (arn) => (await countsOf(emulator, arn)).succeeded),
  );
  await delay(CALLS_MILLISECONDS);
  const after = calls();
  return {
    ...planOf(events),
    children: runs.reduce((sum, count) => sum + count, 0),
    // The first run reads, every other one merges.
    merges: runs.slice(1).reduce((sum, count) => sum + count, 0),
    wallSeconds,
    cpuSeconds: cpu === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpu,
    reads: after.reads - before.reads,
    calls: after.all - before.all,
    events: events.length,
    itemsBefore,
    itemsAfter: await countItems(emulator, names.registryTable),
  };
}

function planOf(events: readonly HistoryEvent[]): Pick<HoursRun, 'mode' | 'objects' | 'batches'> {
  const exit = events.find(({ stateExitedEventDetails: left }) => left?.name === 'PlanHours');
  const plan = planSchema.parse(JSON.parse(exit?.stateExitedEventDetails?.output ?? 'null'));
  if (plan.status === 'nothing') return { mode: 'nothing', objects: 0, batches: 0 };
  return { mode: plan.status, objects: plan.objects, batches: plan.batches };
}

function mapRunsOf(events: readonly HistoryEvent[]): readonly string[] {
  return events.flatMap(({ mapRunStartedEventDetails: started }) => started?.mapRunArn ?? []);
}

const countsSchema = z.looseObject({ succeeded: z.int(), total: z.int() });
const mapRunSchema = z.looseObject({ itemCounts: countsSchema });
const mapRunsSchema = z.looseObject({ mapRuns: z.array(z.looseObject({ mapRunArn: z.string() })) });

async function countsOf(emulator: Emulator, mapRunArn: string): Promise<z.infer<typeof countsSchema>> {
  const answer = await emulator.call('states', 'AWSStepFunctions.DescribeMapRun', { mapRunArn });
  return mapRunSchema.parse(answer).itemCounts;
}

async function progressOf(emulator: Emulator, executionArn: string): Promise<string> {
  const answer = await emulator.call('states', 'AWSStepFunctions.ListMapRuns', { executionArn });
  const counts = await Promise.all(
    mapRunsSchema.parse(answer).mapRuns.map(({ mapRunArn }) => countsOf(emulator, mapRunArn)),
  );
  const ended = counts.map(({ succeeded, total }) => `${succeeded} of ${total}`).join(', ');
  return ended === '' ? 'no map yet' : `children: ${ended}`;
}

/** What is sketched of the traffic's hours. */
export interface Sketched {
  readonly sketches: number;
  readonly rows: number;
}

const READERS = 8;
const sketchSchema = z.looseObject({ rows: z.int() });

/** Counts the sketches themselves, whatever anybody said of them. */
export async function countSketched({ connection }: DayCloud, traffic: Traffic): Promise<Sketched> {
  const store = await connection.store();
  const bucket = connection.names.bucket('reports');
  const keys: string[] = [];
  for (const model of traffic.models) {
    for await (const { key } of store.list(bucket, sketchPrefix(model))) {
      const start = parseSketchKey(key)?.bucketStart;
      if (start !== undefined && start >= traffic.from && start < endOf(traffic)) keys.push(key);
    }
  }
  const sketches = keys.length;
  let rows = 0;
  await Promise.all(
    Array.from({ length: READERS }, async () => {
      for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
        const text = await store.readText({ bucket, key });
        rows += sketchSchema.parse(JSON.parse(text)).rows;
      }
    }),
  );
  return { sketches, rows };
}
