import { expect, test } from 'vitest';
import { compiledModelSchema } from '#core/config/compiled-model';
import { joinedRowsSchema, joinPlanSchema } from '#core/serving/ground-truth-records';
import { joinRoom } from './support/join-room.ts';

const DAY = '2024-05-09T08:00:00Z';
const row = (id: string, cells: string) => ({ id, at: DAY, cells, answer: 10 });
const SECRET = 'group-of-nobody';

/** The model `duration` tells groups apart by these of its features `note` and `distance`. */
async function roomWith(columns: readonly string[] | undefined) {
  const room = joinRoom();
  await room.ready;
  const key = 'model-duration.json';
  const model = compiledModelSchema.parse(await room.readJson(key, 'assets'));
  const monitoring = {
    ...model.monitoring,
    ...(columns === undefined ? {} : { bias: { columns, minimumRows: 50 } }),
  };
  await room.store.write({ bucket: 'assets', key }, JSON.stringify({ ...model, monitoring }), 'text/plain');
  await room.captured('a', [
    { rows: [row('r1', `"${SECRET}, ""b""",3.5`), row('r2', ',1'), row('r3', 'one cell')] },
  ]);
  await room.land('_labels/duration/a.csv', ['id,minutes', 'r1,12', 'r2,18', 'r3,9', 'r4,1']);
  const { joinId } = await room.step();
  const joined = joinedRowsSchema.parse(
    await room.readJson(`joined/duration/v1/2024-05-09T00/${joinId}.json`),
  );
  return { ...room, joinId, rows: joined };
}

test('joined rows carry the cells of the columns that tell groups apart, and only of these', async () => {
  const { rows } = await roomWith(['note']);
  expect(rows.rowIds).toEqual(['r1', 'r2', 'r3']);
  expect(rows.sensitive).toEqual({ note: [`${SECRET}, "b"`, '', null] });
  expect((await roomWith(['distance', 'note'])).rows.sensitive?.['distance']).toEqual(['3.5', '1', null]);
});

test('without such columns nothing is kept', async () => {
  expect((await roomWith(undefined)).rows).not.toHaveProperty('sensitive');
});

test('the cells lie in the lake alone: not in the registry, not in what the join tells of rows', async () => {
  const { registry, store, readJson, joinId } = await roomWith(['note']);
  const aggregate = { kind: 'model', name: 'duration' } as const;
  const told = [await registry.list(aggregate, ''), await registry.readLedger(aggregate)];
  expect(JSON.stringify(told)).not.toContain(SECRET);
  expect(JSON.stringify(await readJson(`labels/duration/unmatched/${joinId}.json`))).not.toContain(SECRET);
  const elsewhere = store.versions.filter(({ bucket, body }) => {
    return !['lake', 'capture'].includes(bucket) && Buffer.from(body).includes(SECRET);
  });
  expect(elsewhere).toEqual([]);
  // A repeat of the join finds them in its plan.
  const plan = joinPlanSchema.parse(await readJson(`labels/duration/joins/${joinId}.json`));
  expect(plan.groups[0]?.sensitive?.['note']).toHaveLength(3);
});
