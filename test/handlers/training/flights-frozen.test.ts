import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compileModel } from '#core/config/compiled-model';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { modelConfigSchema } from '#core/config/model-config';
import * as freeze from '#lambdas/training/freeze-holdout/contract';
import { freezeHoldout } from '#lambdas/training/freeze-holdout/handler';
import * as pin from '#lambdas/training/pin-revision/contract';
import { pinRevision } from '#lambdas/training/pin-revision/handler';
import { memoryParameters } from '#test/fakes/memory-parameters';
import { fakeContext } from '#test/fakes/step-context';
import { dataRoom } from '#test/handlers/data/support/data-room';

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const flights = datasetConfigSchema.parse(parse(read('examples/flights/datasets/flights/dataset.yaml')));
const UPLOAD = read('test/fixtures/flights/upload-january-sample.csv');
const [HEADER = '', ...ROWS] = UPLOAD.trimEnd().split('\n');
const LABEL = flights.columns.findIndex(({ name }) => name === 'air_time');

interface Change {
  readonly uploads?: readonly string[];
  readonly minimumRows?: number;
  readonly asOf?: string;
}

/** The example project's model on the fixture's January: pinned and frozen. */
async function frozen({ uploads = [UPLOAD], minimumRows = 100, asOf = '2013-02-01T06:00:00Z' }: Change = {}) {
  const yaml = modelConfigSchema.parse(parse(read('examples/flights/models/air-time/model.yaml')));
  const model = compileModel(
    {
      ...yaml,
      training: { ...yaml.training, minimumRows },
      evaluation: {
        ...yaml.evaluation,
        holdoutDays: 10,
        gate: { ...yaml.evaluation.gate, minimumHoldoutRows: 50 },
      },
    },
    flights,
  );
  const room = dataRoom(flights);
  for (const [index, upload] of uploads.entries()) {
    const outcome = await room.run(await room.land(`flights/${index}.csv`, upload));
    if (outcome.outcome !== 'committed') expect.fail(`upload ${index} is ${outcome.outcome}`);
  }
  const config = JSON.stringify(model);
  await room.store.write({ bucket: 'assets', key: 'air-time.json' }, config, 'application/json');
  await room.store.write({ bucket: 'assets', key: 'source' }, 'source', 'application/gzip');
  const pointer = { name: 'flights', assetBucket: 'assets', configKey: 'flights.json' };
  const revision = {
    ...{ name: 'air-time', configSha256: 'c1', sourceSha256: 's1', assetBucket: 'assets' },
    ...{ configKey: 'air-time.json', sourceKey: 'source', jobRoleArn: 'arn:role', image: 'xgboost:1' },
  };
  const context = fakeContext({
    environment: {
      ...{ GYRE_ENV: 'test', REGISTRY_TABLE: 'registry', LAKE_BUCKET: 'lake' },
      ...{ STAGING_BUCKET: 'staging', ARTIFACTS_BUCKET: 'artifacts' },
    },
    adapters: {
      ...{ store: room.store, registry: room.registry },
      parameters: memoryParameters({
        '/gyre/test/datasets/flights': JSON.stringify(pointer),
        '/gyre/test/models/air-time': JSON.stringify(revision),
      }),
    },
  });
  const request = pin.inputSchema.parse({ model: 'air-time', cause: 'first', requestId: 'rr-1', asOf });
  const contest = pin.outputSchema.parse(await pinRevision(request, context));
  const answer = freeze.outputSchema.parse(await freezeHoldout(contest, context));
  const text = (path: string) =>
    room.store.readText({ bucket: 'staging', key: `air-time/${contest.contestId}/${path}` });
  const again = async () => freeze.outputSchema.parse(await freezeHoldout(contest, context));
  return { room, context, request, model, contest, again, ...answer, text };
}

const linesOf = (text: string) => text.split('\n').slice(0, -1);
const cellsOf = (text: string) => linesOf(text).map((line) => line.split(','));

test('A-09 every labelled row is in training or hold-out, and nothing else is', async () => {
  const { outcome, frozen: cut, text, model } = await frozen();
  expect(outcome).toBe('frozen');
  expect([cut.holdoutStart, cut.holdoutEnd]).toEqual([
    '2013-01-22T00:00:00.000Z',
    '2013-02-01T00:00:00.000Z',
  ]);
  const labelled = ROWS.map((row) => row.split(',')).filter((cells) => cells[LABEL] !== '');
  const before = labelled.filter((cells) => (cells[1] ?? '') < '2013-01-22');
  const [train, holdout] = [cellsOf(await text('train/train.csv')), cellsOf(await text('holdout/rows.csv'))];
  expect([train.length, holdout.length]).toEqual([before.length, labelled.length - before.length]);
  expect([cut.trainRows, cut.holdoutRows]).toEqual([train.length, holdout.length]);
  // Label first and no header; in the hold-out an id comes before it.
  expect(new Set(train.map((cells) => cells.length))).toEqual(new Set([1 + model.features.length]));
  expect(new Set(holdout.map((cells) => cells.length))).toEqual(new Set([2 + model.features.length]));
  // Nothing but numbers, or nothing at all: the algorithm reads text as a broken file, or worse, as a number.
  const isNumeric = (cell: string) => cell === '' || /^-?\d+(\.\d+)?$/.test(cell);
  expect([...train, ...holdout].flat().filter((cell) => !isNumeric(cell))).toEqual([]);
  expect(train.map(([label]) => label)).toEqual(before.map((cells) => cells[LABEL]));
  expect(holdout.map(([id]) => id)).toEqual(holdout.map((_, row) => String(row + 1)));
  const mean = before.reduce((sum, cells) => sum + Number(cells[LABEL]), 0) / before.length;
  expect(cut.naive).toBeCloseTo(mean, 10);
});

test('no label is among the features, neither of this model nor of another', async () => {
  const { model, text } = await frozen();
  for (const label of [...flights.labels, ...flights.key, flights.eventTime])
    expect(model.features).not.toContain(label);
  const first = ROWS[0]?.split(',') ?? [];
  const expected = model.features.map(
    (name) => first[flights.columns.findIndex((column) => column.name === name)],
  );
  expect(cellsOf(await text('train/train.csv'))[0]?.slice(1)).toEqual(expected);
});

test('each row of the hold-out has its day as block, and the digests are those of the files', async () => {
  const { frozen: cut, text } = await frozen();
  const blocks = linesOf(await text('blocks/blocks.csv'));
  expect(blocks).toHaveLength(cut.holdoutRows);
  expect(new Set(blocks).size).toBe(10);
  const digest = (content: string) => createHash('sha256').update(content).digest('hex');
  expect(cut.trainSha256).toBe(digest(await text('train/train.csv')));
  expect(cut.holdoutSha256).toBe(digest(await text('holdout/rows.csv')));
});

test('B-14 once more gives the same bytes', async () => {
  const { frozen: cut, text, again } = await frozen();
  const before = [await text('train/train.csv'), await text('holdout/rows.csv')];
  expect((await again()).frozen).toEqual(cut);
  expect([await text('train/train.csv'), await text('holdout/rows.csv')]).toEqual(before);
});

test('A-02 training does not depend on the order in which the files came', async () => {
  const parts = [ROWS.slice(0, 200), ROWS.slice(200, 400), ROWS.slice(400)].map(
    (rows) => `${[HEADER, ...rows].join('\n')}\n`,
  );
  const [straight, reversed] = [
    await frozen({ uploads: parts }),
    await frozen({ uploads: parts.toReversed() }),
  ];
  expect(reversed.frozen.trainSha256).toBe(straight.frozen.trainSha256);
  expect(reversed.frozen.holdoutSha256).toBe(straight.frozen.holdoutSha256);
});

test('rows of the day of the decision, and later ones, are in neither part', async () => {
  const { frozen: cut, text } = await frozen({ asOf: '2013-01-20T15:00:00Z' });
  expect(cut.holdoutEnd).toBe('2013-01-20T00:00:00.000Z');
  const rows = linesOf(await text('train/train.csv')).length + linesOf(await text('holdout/rows.csv')).length;
  const labelled = ROWS.map((row) => row.split(',')).filter(
    (cells) => cells[LABEL] !== '' && (cells[1] ?? '') < '2013-01-20',
  );
  expect(rows).toBe(labelled.length);
});

test('too few rows: not now, with the reason', async () => {
  const { outcome, reason } = await frozen({ minimumRows: 60_000 });
  expect(outcome).toBe('not-now');
  expect(reason).toContain('60000 needed');
});

test('a pinned contest says what it is about, and a repeat says the same', async () => {
  const { contest, context, request, room } = await frozen();
  expect(contest).toMatchObject({
    dataset: 'flights',
    datasetVersion: 1,
    championVersion: null,
    image: 'xgboost:1',
  });
  expect(await room.store.readText({ bucket: 'artifacts', key: contest.sourceKey })).toBe('source');
  expect(pin.outputSchema.parse(await pinRevision(request, context))).toEqual(contest);
  const ledger = await room.registry.readLedger({ kind: 'model', name: 'air-time' });
  expect(ledger.map(({ type }) => type)).toEqual(['contest-opened']);
});
