import { describe, expect, test } from 'vitest';
import { UnknownModelError, ContestNotFoundError } from '#core/training/errors';
import { revisionKey } from '#core/registry/keys';
import { inputSchema, outputSchema } from '#lambdas/training/freeze-holdout/contract';
import { freezeHoldout } from '#lambdas/training/freeze-holdout/handler';
import { outputSchema as pinnedSchema } from '#lambdas/training/pin-revision/contract';
import { pinRevision } from '#lambdas/training/pin-revision/handler';
import { day, HOLDOUT_DAYS, rideModel, rides, ROWS_A_DAY } from './support/rides.ts';
import { MODEL, trainingRoom, type TrainingRoom } from './support/training-room.ts';

const pin = async (room: TrainingRoom, asOfDay: number) =>
  pinnedSchema.parse(await pinRevision(room.request(asOfDay), room.context));
const freeze = async (room: TrainingRoom, asOfDay: number) => {
  const contest = await pin(room, asOfDay);
  const output = await freezeHoldout(inputSchema.parse(contest), room.context);
  return { contest, folder: `ride-time/${contest.contestId}`, ...outputSchema.parse(output) };
};

describe('pin-revision', () => {
  test('copies configuration and source to their places by content and records them once', async () => {
    const room = await trainingRoom();
    await room.commitRows(rides(0, 20, 2));
    const first = await pin(room, 20);
    const other = await pin(room, 21);
    expect(other.revision).toBe(first.revision);
    expect(other.contestId).not.toBe(first.contestId);
    expect(await room.readText(first.sourceKey)).toBe('train.py');
    const written = room.store.versions.filter(({ key }) => key === first.sourceKey);
    expect(written).toHaveLength(1);
    expect(await room.registry.get(MODEL, revisionKey(first.revision))).toMatchObject({ revision: 1 });
  });

  test('a repeat answers with what was pinned, although data and code went on', async () => {
    const room = await trainingRoom();
    await room.commitRows(rides(0, 20, 2));
    const first = await pin(room, 20);
    await room.commitRows(rides(20, 21, 2));
    await room.deployRevision(rideModel({ features: ['distance'] }), 'another train.py');
    expect(await pin(room, 20)).toEqual(first);
    expect((await pin(room, 21)).revision).not.toBe(first.revision);
  });

  test('a model that is not deployed, a dataset without rows', async () => {
    const room = await trainingRoom();
    const unknown = { ...room.request(20), model: 'unknown' };
    await expect(pinRevision(unknown, room.context)).rejects.toThrow(UnknownModelError);
    await expect(pinRevision(room.request(20), room.context)).rejects.toThrow(ContestNotFoundError);
  });
});

describe('freeze-holdout', () => {
  test('trains before the hold-out, judges on the newest whole days before asOf, and leaks nothing', async () => {
    const room = await trainingRoom();
    await room.commitRows(rides(0, 61, 2));
    const { folder, frozen } = await freeze(room, 60);
    expect(frozen).toMatchObject({
      holdoutStart: `${day(60 - HOLDOUT_DAYS)}T00:00:00.000Z`,
      holdoutEnd: `${day(60)}T00:00:00.000Z`,
      trainEnd: `${day(60 - HOLDOUT_DAYS)}T00:00:00.000Z`,
      trainRows: (60 - HOLDOUT_DAYS) * ROWS_A_DAY,
      holdoutRows: HOLDOUT_DAYS * ROWS_A_DAY,
    });
    const [train, holdout, blocks] = await Promise.all(
      ['train/train.csv', 'holdout/rows.csv', 'blocks/blocks.csv'].map(async (path) =>
        (await room.stagedText(`${folder}/${path}`)).trimEnd().split('\n'),
      ),
    );
    expect(train).toHaveLength(frozen.trainRows);
    expect(holdout).toHaveLength(frozen.holdoutRows);
    expect(blocks).toHaveLength(frozen.holdoutRows);
    expect([...new Set(blocks)]).toEqual(
      Array.from({ length: HOLDOUT_DAYS }, (_, index) => day(60 - HOLDOUT_DAYS + index)),
    );
    // Training lines are label,features; hold-out lines id,label,features: no line of one is in the other.
    const trained = new Set(train);
    expect(holdout!.every((line) => !trained.has(line.slice(line.indexOf(',') + 1)))).toBe(true);
    expect(holdout!.map((line) => line.split(',')[0])).toEqual(holdout!.map((_, row) => String(row + 1)));
    const labels = train!.map((line) => Number(line.split(',')[0]));
    expect(frozen.naive).toBeCloseTo(labels.reduce((sum, label) => sum + label, 0) / labels.length, 9);
  });

  test('labels that come later move the hold-out back, so that its days have labels', async () => {
    const room = await trainingRoom();
    await room.commitRows(rides(0, 60, 2, 55));
    const { frozen } = await freeze(room, 60);
    expect(frozen.holdoutEnd).toBe(`${day(55)}T00:00:00.000Z`);
    expect(frozen.holdoutRows).toBe(HOLDOUT_DAYS * ROWS_A_DAY);
    expect(frozen.unlabelledRows).toBe(0);
  });

  test('rows without a label are left out and counted', async () => {
    const room = await trainingRoom();
    const csv = rides(0, 60, 2).replaceAll(/^(7-\d+,.*),[-\d.]+$/gm, '$1,');
    await room.commitRows(csv);
    const { frozen } = await freeze(room, 60);
    expect(frozen).toMatchObject({
      unlabelledRows: ROWS_A_DAY,
      trainRows: (60 - HOLDOUT_DAYS - 1) * ROWS_A_DAY,
    });
  });

  const parts = [rides(0, 25, 2), rides(25, 40, 2), rides(40, 60, 2)] as const;
  test.each([
    [0, 1, 2],
    [2, 1, 0],
    [1, 0, 2],
  ] as const)('the same bytes whatever the order of uploads, and again: %i %i %i', async (...order) => {
    const room = await trainingRoom();
    for (const index of order) await room.commitRows(parts[index]);
    const { frozen } = await freeze(room, 60);
    expect((await freeze(room, 60)).frozen).toEqual(frozen);
    expect([frozen.trainSha256, frozen.holdoutSha256]).toEqual(SHA256_OF_60_DAYS);
  });

  test.each([
    ['no labelled row at all', () => rides(0, 60, 2, 0), /^0 labelled rows/],
    ['too few rows', () => rides(0, 9, 2), /^180 labelled rows .* 200 needed$/],
    ['everything in the hold-out', () => rides(0, 12, 2), /none is left to train on$/],
  ])('%s: not now', async (_, csv, reason) => {
    const room = await trainingRoom();
    await room.commitRows(csv());
    expect(await freeze(room, 60)).toMatchObject({
      outcome: 'not-now',
      reason: expect.stringMatching(reason) as string,
    });
  });
});

/** Training rows and hold-out of the 60 days above: rows, cut, columns and order are contract. */
const SHA256_OF_60_DAYS = [
  '44ba954ef1d2eb3407d1d216d861cc40b4c5fc4776263d0e48216af474d92849',
  '4a568affa20cdde3657a1c55e62c7a8b2abc5367cd8f6cca15af592cf20acf45',
];
