import { parseArgs } from 'node:util';
import { captureFiles, type Traffic } from './captures.ts';
import { type DayCloud, startDayCloud } from './day-cloud.ts';
import { registerModels } from './models.ts';
import { putObjects } from './put-objects.ts';
import { countSketched, type HoursRun, sketchHours, type Sketched } from './sketch-hours.ts';

export interface DayOptions {
  readonly models: number;
  readonly objects: number;
  readonly hours: number;
  /** Functions that read at once. */
  readonly concurrency: number;
}

/** Traffic that was written, read, and asked for once more. */
export interface DayResult extends Sketched {
  readonly hours: number;
  readonly rowsWritten: number;
  readonly first: HoursRun;
  readonly second: HoursRun;
}

const DAY = '2026-11-20T00';
/** Of the day's traffic, as dense, on a day before: what an object costs must not depend on how many there are. */
const PART = 10;
const PART_DAY = '2026-11-18T00';
/** Of the history of an execution, as AWS limits it. */
const MOST_EVENTS = 25_000;

/** A day of many models' capture objects through the deployed machine, and a tenth of it before. @returns whether all is well */
export async function runDay(parameters: readonly string[]): Promise<boolean> {
  const { isJson, ...options } = dayOptions(parameters);
  const tell = (line: string) => console.error(line);
  const cloud = await startDayCloud(options.concurrency, tell);
  try {
    const results = await measureDay(cloud, options, tell);
    console.log(isJson ? JSON.stringify({ runs: results }) : asTable(results));
    return results.every(isWell);
  } finally {
    await cloud.stop();
  }
}

function dayOptions(parameters: readonly string[]): DayOptions & { readonly isJson: boolean } {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      models: { type: 'string', default: '40' },
      objects: { type: 'string', default: '100000' },
      hours: { type: 'string', default: '24' },
      concurrency: { type: 'string', default: '8' },
      json: { type: 'boolean', default: false },
    },
  });
  const [models, objects, hours, concurrency] = [
    ...[Number(values.models), Number(values.objects)],
    ...[Number(values.hours), Number(values.concurrency)],
  ] as [number, number, number, number];
  if (![models, objects, hours, concurrency].every((count) => Number.isInteger(count) && count >= 1))
    throw new Error('--models, --objects, --hours and --concurrency are counts of at least 1');
  return { models, objects, hours, concurrency, isJson: values.json };
}

/** @returns of a part of the day, and of the whole */
export async function measureDay(
  cloud: DayCloud,
  { models: count, objects, hours }: Omit<DayOptions, 'concurrency'>,
  tell: (line: string) => void,
): Promise<readonly DayResult[]> {
  const { connection } = cloud;
  const adapters = { registry: await connection.registry(), store: await connection.store() };
  const models = await registerModels(adapters, connection.names.bucket('artifacts'), count);
  tell(`${count} models registered`);
  const partHours = Math.max(1, Math.round(hours / PART));
  const part = {
    models,
    from: PART_DAY,
    hours: partHours,
    objects: Math.round((objects * partHours) / hours),
  };
  const whole = { models, from: DAY, hours, objects };
  const results: DayResult[] = [];
  for (const [at, traffic] of [part, whole].entries())
    results.push(await measureTraffic(cloud, traffic, `traffic-${at}`, tell));
  return results;
}

async function measureTraffic(
  cloud: DayCloud,
  traffic: Traffic,
  name: string,
  tell: (line: string) => void,
): Promise<DayResult> {
  const { names } = cloud.connection;
  let rowsWritten = 0;
  const counted = (function* () {
    for (const file of captureFiles((model) => names.endpoint(model), traffic)) {
      rowsWritten += file.rows;
      yield file;
    }
  })();
  const begin = performance.now();
  const seconds = () => Math.round((performance.now() - begin) / 1000);
  const url = cloud.running.emulator.url;
  await putObjects(url, names.bucket('capture'), counted, (count) =>
    tell(`${count} of ${traffic.objects} objects written in ${seconds()} s`),
  );
  tell(
    `${traffic.objects} objects of ${traffic.hours} hours, ${rowsWritten} rows, written in ${seconds()} s`,
  );
  const first = await sketchHours(cloud, traffic, `${name}-first`, tell);
  tell(`${first.mode}: ${first.batches} batches read in ${first.wallSeconds.toFixed(1)} s`);
  const second = await sketchHours(cloud, traffic, `${name}-second`, tell);
  return { hours: traffic.hours, rowsWritten, first, second, ...(await countSketched(cloud, traffic)) };
}

/** Did all that has to hold? */
function isWell({ first, second, rows, rowsWritten }: DayResult): boolean {
  return (
    rows === rowsWritten &&
    first.events < MOST_EVENTS &&
    first.itemsAfter === first.itemsBefore &&
    second.mode === 'nothing' &&
    second.reads === 0
  );
}

function asTable(results: readonly DayResult[]): string {
  const perObject = (of: (run: HoursRun) => number | undefined, digits: number) => (result: DayResult) => {
    const value = of(result.first);
    return value === undefined ? '-' : (value / result.first.objects).toFixed(digits);
  };
  const whole = (value: number) => value.toLocaleString('en');
  const lines: readonly (readonly [string, (result: DayResult) => string])[] = [
    ['objects', ({ first }) => whole(first.objects)],
    ['hours', ({ hours }) => whole(hours)],
    ['mode', ({ first }) => first.mode],
    ['batches', ({ first }) => whole(first.batches)],
    ['children, of them merging', ({ first }) => `${whole(first.children)}, ${whole(first.merges)}`],
    ['wall seconds', ({ first }) => first.wallSeconds.toFixed(1)],
    ['emulator CPU seconds', ({ first }) => first.cpuSeconds?.toFixed(1) ?? '-'],
    ['wall milliseconds an object', perObject(({ wallSeconds }) => 1000 * wallSeconds, 2)],
    ['emulator CPU milliseconds an object', perObject(({ cpuSeconds: cpu }) => cpu && 1000 * cpu, 2)],
    ['GETs an object', perObject(({ reads }) => reads, 3)],
    ['calls of all services an object', perObject(({ calls }) => calls, 3)],
    ['rows written', ({ rowsWritten }) => whole(rowsWritten)],
    ['rows sketched', ({ rows }) => whole(rows)],
    ['sketches', ({ sketches }) => whole(sketches)],
    ['events of the execution', ({ first }) => whole(first.events)],
    [
      'registry items before, after',
      ({ first }) => `${whole(first.itemsBefore)}, ${whole(first.itemsAfter)}`,
    ],
    ['second run: mode, GETs', ({ second }) => `${second.mode}, ${whole(second.reads)}`],
  ];
  return lines
    .map(([title, of]) => [title.padEnd(36), ...results.map((result) => of(result).padStart(14))].join(' '))
    .join('\n');
}
