/** The replayed year: each day labels, then the clock's tick, then the day's flights; in the order a team lives them. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Tick } from '#core/config/tick';
import { windowItemSchema } from '#core/monitoring/monitoring-records';
import { alarmName } from '#core/monitoring/alarm-name';
import type { Registry } from '#ports/registry';
import type { Connection } from '../connect.ts';
import { publishBurst } from './alarm-burst.ts';
import { FIRST_DAY, type FlightsData } from './flights-data.ts';
import type { Quiet } from './quiet.ts';
import { addDays, daysBetween } from './replay-days.ts';
import { FRONT_DOOR_MODEL, NATIVE_MODEL, type Senders } from './senders.ts';
import { waitFor } from './wait-for.ts';

/** The feed of labels: nothing until this day, then everything up to the day before, then daily with a day's delay. */
export const BACKFILL_DAY = '2013-05-31';
export const BURST_DAY = '2013-06-01';
const JUDGED_DAYS = ['01', '15'];
const ROWS_PER_REQUEST = 500;
/** A canary gets a share of the requests, so a release needs many. */
const ROWS_PER_REQUEST_IN_RELEASE = 25;

export interface ReplayPlan {
  readonly lastDay: string;
  readonly hasBurst: boolean;
}

export interface Replayed {
  readonly published: number;
}

export interface ReplayParts {
  readonly connection: Connection;
  readonly registry: Registry;
  readonly data: FlightsData;
  readonly senders: Senders;
  readonly quiet: Quiet;
  readonly say: (line: string) => void;
}

export async function replay(plan: ReplayPlan, parts: ReplayParts): Promise<Replayed> {
  const { senders, quiet, say } = parts;
  let labelledTo = addDays(FIRST_DAY, -1);
  let published = 0;
  const landLabels = async (to: string) => {
    for (const day of daysBetween(addDays(labelledTo, 1), to)) await putLabels(parts, day);
    labelledTo = to;
  };
  for (const day of daysBetween(FIRST_DAY, addDays(plan.lastDay, 1))) {
    if (day > BACKFILL_DAY) await landLabels(addDays(day, -1));
    const isJudged = JUDGED_DAYS.includes(day.slice(8)) && day !== FIRST_DAY;
    if (isJudged) await quiet.queues('captures', 'capture-objects', 'labels');
    await sendTick(parts, day);
    if (plan.hasBurst && day === BURST_DAY) {
      published = await burst(parts);
      say(`${day}: ${published} notifications of one alarm published, mixed up`);
    }
    await quiet.queues('ticks');
    if (isJudged) await settle(parts, day, plan.lastDay);
    if (day === BACKFILL_DAY) {
      await landLabels(addDays(day, -1));
      await quiet.queues('labels');
      say(`${day}: the labels of ${FIRST_DAY} to ${labelledTo} arrive at last`);
    }
    if (day <= plan.lastDay) await senders.send(day, ROWS_PER_REQUEST);
  }
  await finish(parts, labelledTo);
  return { published };
}

/** Judgements, then what they ask for; while a release is open the callers go on. */
async function settle(parts: ReplayParts, day: string, lastDay: string): Promise<void> {
  const { quiet, senders } = parts;
  await quiet.machines('monitoring');
  await quiet.queues('retrain');
  let next = day;
  while (await quiet.isRunning('training')) {
    if ((await quiet.isRunning('deployment')) && next <= addDays(lastDay, MOST_DAYS_AHEAD)) {
      await senders.send(next, ROWS_PER_REQUEST_IN_RELEASE);
      next = addDays(next, 1);
    } else {
      await quiet.pause();
    }
  }
  await quiet.queues('retrain');
}

/** Flights of the days after the last one keep a release going that the last judgement started. */
const MOST_DAYS_AHEAD = 4;

/** What was sent after the last day gets its labels as well, so that every row that was answered is joined. */
async function finish(parts: ReplayParts, labelledTo: string): Promise<void> {
  const { quiet, senders } = parts;
  await quiet.queues('captures', 'capture-objects', 'labels');
  let last = labelledTo;
  for (let day = addDays(labelledTo, 1); senders.wasSent(day); day = addDays(day, 1)) {
    await putLabels(parts, day);
    last = day;
  }
  await quiet.queues('labels');
  // A month later any join is due.
  await sendTick(parts, addDays(last, 32));
  await quiet.queues('ticks');
  await quiet.machines('monitoring');
  await quiet.queues('intake', 'retrain');
  await quiet.machines('data');
}

async function putLabels({ connection, data, senders }: ReplayParts, day: string): Promise<void> {
  const put = (model: string, body: string) =>
    s3().send(
      new PutObjectCommand({
        Bucket: connection.names.bucket('landing'),
        Key: `_labels/${model}/${day}.csv`,
        Body: body,
        ContentType: 'text/csv',
      }),
    );
  await Promise.all([put(FRONT_DOOR_MODEL, data.labels(day)), put(NATIVE_MODEL, senders.lateLabels(day))]);
}

let client: S3Client | undefined;
function s3(): S3Client {
  return (client ??= new S3Client({}));
}

async function sendTick({ connection }: ReplayParts, day: string): Promise<void> {
  const tick: Tick = { kind: 'tick', target: 'platform', asOf: `${day}T06:00:00.000Z` };
  await (await connection.queue()).send(connection.names.queueUrl('ticks'), [tick]);
}

/** Once May is judged and drifted, its alarm tells so a thousand times. */
async function burst({ connection, registry }: ReplayParts): Promise<number> {
  await waitFor('the window of May is judged', async () => {
    const items = await registry.list({ kind: 'model', name: FRONT_DOOR_MODEL }, 'WINDOW#2013-05-01');
    return items.map((item) => windowItemSchema.parse(item.data)).at(-1);
  });
  const name = alarmName(connection.environment, FRONT_DOOR_MODEL, 'drift');
  return publishBurst(connection.names.alarmTopicArn, name);
}
