/** Looking at what a loop world makes of traffic: captures, sketches, label files, joined rows; where they lie. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { parseSketch, type Sketch } from '#core/monitoring/stored-sketch';
import { parseSketchKey, sketchPrefix } from '#core/monitoring/sketch-key';
import {
  joinedPrefix,
  joinedRowsSchema,
  joinKey,
  type JoinRecord,
  joinRecordSchema,
  LABELS_ITEM_PREFIX,
  type LabelsRecord,
  labelsRecordSchema,
} from '#core/serving/ground-truth-records';
import type { Aggregate } from '#ports/registry';
import { eventually } from '#test/local/cloud/support/test-cloud';
import type { LoopWorld } from './loop-world.ts';

const unpack = promisify(gunzip);
const SKETCHED_SECONDS = 30;

/** Lines of all capture objects of a model. */
export async function capturedLines(world: LoopWorld, model: string): Promise<readonly string[]> {
  const { names } = world.connection;
  const store = await world.connection.store();
  const bucket = names.bucket('capture');
  const lines: string[] = [];
  for await (const { key } of store.list(bucket, `${names.endpoint(model)}/`)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await store.read({ bucket, key })) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const text = (key.endsWith('.gz') ? await unpack(bytes) : bytes).toString('utf8');
    lines.push(...text.split('\n').filter((line) => line !== ''));
  }
  return lines;
}

/** A line of a capture object of one row, as another event with another row. */
export function asEvent(line: string, id: string): string {
  const record = JSON.parse(line) as { readonly eventMetadata: object; readonly gyre: object };
  const [eventMetadata, gyre] = [
    { ...record.eventMetadata, eventId: id },
    { ...record.gyre, rowIds: [id] },
  ];
  return JSON.stringify({ ...record, eventMetadata, gyre });
}

/** All that was answered is captured, and all that was captured is sketched. */
export async function settleCaptures(world: LoopWorld): Promise<void> {
  await world.quiet.queues('captures', 'capture-objects');
}

export async function sketchesOf(world: LoopWorld, model: string, day: string): Promise<readonly Sketch[]> {
  const store = await world.connection.store();
  const bucket = world.connection.names.bucket('reports');
  const sketches: Sketch[] = [];
  for await (const { key } of store.list(bucket, sketchPrefix(model))) {
    if (parseSketchKey(key)?.bucketStart !== `${day}T00`) continue;
    sketches.push(parseSketch(await store.readText({ bucket, key }), key));
  }
  return sketches;
}

/** Waits until so many rows of a day are sketched: SageMaker writes captures when it likes. */
export async function sketchedRows(
  world: LoopWorld,
  model: string,
  [day, rows]: readonly [string, number],
): Promise<readonly Sketch[]> {
  return eventually(async () => {
    const sketches = await sketchesOf(world, model, day);
    return sketches.reduce((sum, sketch) => sum + sketch.rows, 0) >= rows ? sketches : undefined;
  }, SKETCHED_SECONDS);
}

/** The registry's record of a label file, by the end of its key. */
export async function labelFile(
  world: LoopWorld,
  aggregate: Aggregate,
  name: string,
): Promise<LabelsRecord | undefined> {
  const items = await world.registry.list(aggregate, LABELS_ITEM_PREFIX);
  return items.map((item) => labelsRecordSchema.parse(item.data)).find(({ key }) => key.endsWith(`/${name}`));
}

export async function joinOf(
  world: LoopWorld,
  aggregate: Aggregate,
  joinId = '',
): Promise<JoinRecord | undefined> {
  const item = await world.registry.get(aggregate, joinKey(joinId));
  return item === undefined ? undefined : joinRecordSchema.parse(item.data);
}

/** Labels of joined rows by row id. */
export async function joinedLabels(
  world: LoopWorld,
  model: string,
): Promise<Readonly<Record<string, number>>> {
  const store = await world.connection.store();
  const bucket = world.connection.names.bucket('lake');
  const joined: Record<string, number> = {};
  for await (const { key } of store.list(bucket, joinedPrefix(model))) {
    const { rowIds, labels } = joinedRowsSchema.parse(JSON.parse(await store.readText({ bucket, key })));
    rowIds.forEach((rowId, at) => {
      joined[rowId] = labels[at] ?? Number.NaN;
    });
  }
  return joined;
}
