/** The replayed year: each day labels, then the clock's tick, then the day's flights; in the order a team lives them. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Tick } from '#core/config/tick';
import { windowItemSchema } from '#core/monitoring/monitoring-records';
import { alarmName } from '#core/monitoring/alarm-name';
import { parseSketch } from '#core/monitoring/stored-sketch';
import { parseSketchKey, sketchPrefix } from '#core/monitoring/sketch-key';
import type { AskMessage } from '#core/retraining/retrain-records';
import type { Registry } from '#ports/registry';
import type { Connection } from '../connect.ts';
import { publishBurst } from './alarm-burst.ts';
import { FIRST_DAY, type FlightsData } from './flights-data.ts';
import type { Quiet } from './quiet.ts';
import { addDays, daysBetween } from './replay-days.ts';
import { FRONT_DOOR_MODEL, NATIVE_MODEL, type Senders } from './senders.ts';
import { waitFor } from './wait-for.ts';

/** The feed of the story: nothing until this day, then everything up to the day before, then daily with a day's delay. */
export const BACKFILL_DAY = '2013-05-31';
export const BURST_DAY = '2013-06-01';
const JUDGED_DAYS = ['01', '15'];
/** Half a month after the 15th the labels that wait are joined, verdict or not. */
const JOIN_DAY = '30';
const JOIN_EVERY_DAYS = 15;
const ROWS_PER_REQUEST = 1000;
/** A canary gets a share of the requests, so a release needs many. */
const ROWS_PER_REQUEST_IN_RELEASE = 25;
const REQUESTS_IN_A_SLICE = 8;
const BETWEEN_SLICES_MILLISECONDS = 1000;
const LOOK_MILLISECONDS = 150;

export interface ReplayPlan {
  readonly lastDay: string;
  readonly hasBurst: boolean;
  /** No label comes before this day; on it all come that are due, and from then on daily. */
  readonly backfillDay: string;
  /** From June on every month ends with a contest, whether a verdict asks for it or not. */
  readonly reviewsMonthly: boolean;
  /** A day on which a person asks for a contest. */
  readonly reviewDay?: string;
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
  /** Says what was decided since it was asked last. */
  readonly tell: (day: string) => Promise<void>;
}

export async function replay(plan: ReplayPlan, parts: ReplayParts): Promise<Replayed> {
  const { senders, quiet, say } = parts;
  let labelledTo = addDays(FIRST_DAY, -1);
  let published = 0;
  let lastJudged = FIRST_DAY;
  const landLabels = async (to: string) => {
    for (const day of daysBetween(addDays(labelledTo, 1), to)) await putLabels(parts, day);
    labelledTo = to;
  };
  for (const day of daysBetween(FIRST_DAY, addDays(plan.lastDay, 1))) {
    const isSent = day <= plan.lastDay;
    if (day > plan.backfillDay) await landLabels(addDays(day, -1));
    if (day.endsWith(JOIN_DAY)) await caughtUp(parts, addDays(day, -1));
    if (!JUDGED_DAYS.includes(day.slice(8)) || day === FIRST_DAY) {
      await sendTick(parts, 'platform', day);
      // Nothing is judged, so nobody's answer can change: the day's flights need not wait for the clock.
      await Promise.all([quiet.queues('ticks'), isSent && senders.send(day, ROWS_PER_REQUEST)]);
      // A join takes what has landed; labels of the next day are to wait for the next.
      if (day.endsWith(JOIN_DAY)) await quiet.machines('monitoring');
    } else {
      await caughtUp(parts, addDays(day, -1));
      // One after the other: the rows that air-time's labels add are in the dataset when flight-late is judged.
      await sendTick(parts, FRONT_DOOR_MODEL, day);
      if (plan.hasBurst && day === BURST_DAY) {
        published = await burst(parts);
        say(`${day}: ${published} notifications of one alarm published, mixed up`);
      }
      await quiet.queues('ticks');
      await quiet.machines('monitoring');
      await sendTick(parts, NATIVE_MODEL, day);
      await quiet.queues('ticks');
      if (plan.reviewsMonthly && day.endsWith('01') && day > BACKFILL_DAY) await askReview(parts, day);
      await settle(parts, day);
      lastJudged = day;
      await parts.tell(day);
      if (isSent) await senders.send(day, ROWS_PER_REQUEST);
    }
    if (day === plan.reviewDay) {
      await caughtUp(parts, addDays(day, -1));
      // The labels that wait become rows first.
      await sendTick(parts, 'platform', addDays(day, JOIN_EVERY_DAYS));
      await quiet.queues('ticks');
      await askReview(parts, day);
      await settle(parts, day);
    }
    if (day === plan.backfillDay) {
      await landLabels(addDays(day, -1));
      await quiet.queues('labels');
      say(`${day}: the labels of ${FIRST_DAY} to ${labelledTo} arrive at last`);
    }
  }
  await finish(parts, labelledTo, lastJudged);
  return { published };
}

/** Judgements, then what they ask for; while a release is open the callers go on. */
async function settle(parts: ReplayParts, day: string): Promise<void> {
  const { quiet, senders } = parts;
  await quiet.machines('monitoring');
  await quiet.queues('retrain');
  let next = day;
  while (await quiet.isRunning('training')) {
    if (!(await hasCanary(parts))) {
      await quiet.pause(LOOK_MILLISECONDS);
    } else {
      const isWhole = await senders.send(next, ROWS_PER_REQUEST_IN_RELEASE, REQUESTS_IN_A_SLICE);
      if (isWhole) next = addDays(next, 1);
      await quiet.pause(BETWEEN_SLICES_MILLISECONDS);
    }
  }
  await quiet.queues('retrain');
}

/** A contest that no verdict asks for, as a person or a calendar would. */
async function askReview({ connection, quiet }: ReplayParts, day: string): Promise<void> {
  await quiet.machines('monitoring');
  await quiet.queues('retrain');
  const ask: AskMessage = {
    ...{ kind: 'ask', model: FRONT_DOOR_MODEL, cause: 'manual', asOf: `${day}T06:00:00.000Z` },
    subject: `review of ${day}`,
    requestedBy: 'demo',
  };
  await (await connection.queue()).send(connection.names.queueUrl('retrain'), [ask]);
  await quiet.queues('retrain');
}

/** Does an endpoint share its traffic between two versions at this moment? */
async function hasCanary({ connection }: ReplayParts): Promise<boolean> {
  const sageMaker = await connection.sageMaker();
  for (const model of [FRONT_DOOR_MODEL, NATIVE_MODEL]) {
    const endpoint = await sageMaker.describeEndpoint(connection.names.endpoint(model));
    if ((endpoint?.variants ?? []).filter(({ currentWeight }) => currentWeight > 0).length > 1) return true;
  }
  return false;
}

/** What was sent after the last day gets its labels as well, so that every row that was answered is joined. */
async function finish(parts: ReplayParts, labelledTo: string, lastJudged: string): Promise<void> {
  const { quiet, senders } = parts;
  let last = labelledTo;
  for (let day = addDays(labelledTo, 1); senders.wasSent(day); day = addDays(day, 1)) {
    // A day that was begun is ended.
    await senders.send(day, ROWS_PER_REQUEST);
    await putLabels(parts, day);
    last = day;
  }
  await caughtUp(parts, last);
  await sendTick(parts, 'platform', addDays(lastJudged, JOIN_EVERY_DAYS));
  await quiet.queues('ticks');
  await quiet.machines('monitoring');
  await quiet.queues('intake', 'retrain');
  await quiet.machines('data');
}

/**
 * Waits until the captures of a day are sketched: SageMaker writes them when it likes, and labels find rows by their
 * sketches.
 */
async function caughtUp({ connection, quiet, senders }: ReplayParts, day: string): Promise<void> {
  await quiet.queues('captures', 'capture-objects', 'labels');
  const store = await connection.store();
  const bucket = connection.names.bucket('reports');
  for (const model of [FRONT_DOOR_MODEL, NATIVE_MODEL]) {
    await waitFor(`${model}: all rows of ${day} are sketched`, async () => {
      let rows = 0;
      for await (const { key } of store.list(bucket, sketchPrefix(model))) {
        if (parseSketchKey(key)?.bucketStart === `${day}T00`)
          rows += parseSketch(await store.readText({ bucket, key }), key).rows;
      }
      return rows >= senders.rowsOf(day) ? rows : undefined;
    });
  }
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

async function sendTick({ connection }: ReplayParts, target: string, day: string): Promise<void> {
  const tick: Tick = { kind: 'tick', target, asOf: `${day}T06:00:00.000Z` };
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
