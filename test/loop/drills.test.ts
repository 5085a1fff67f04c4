/** The rare paths that people and operators take: what was lost is found, what waits is answered, what serves goes back. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Approval } from '#cli/queries/read-models';
import { quiet } from '#cli/demo/quiet';
import type { DeploymentRecord } from '#core/deployment/deployment-record';
import { day, rides } from '#test/handlers/training/support/rides';
import { eventually } from '#test/local/cloud/support/test-cloud';
import { leaveClaimed } from './support/abandoned-claim.ts';
import { answersByPlace, LONG_RIDES, requestOf } from './support/drill-material.ts';
import { type LoopWorld, startLoopWorld } from './support/loop-world.ts';
import { type Operators, operators } from './support/operators.ts';
import { capturedLines, settleCaptures, sketchedRows } from './support/traffic.ts';

const MODEL = 'ride-time';
/** A person decides about its releases. */
const APPROVED = 'ride-plan';
const TWO_FACED = 'two-faced';
const PATIENCE_SECONDS = 90;

let world: LoopWorld;
let operator: Operators;
beforeAll(async () => {
  world = await startLoopWorld({
    [MODEL]: {},
    [APPROVED]: {
      config: { risk: 'medium', deployment: { approval: { mode: 'manual' }, bake: { pollSeconds: 1 } } },
    },
    [TWO_FACED]: answersByPlace,
  });
  operator = operators(world.connection.names);
});
afterAll(() => world.stop());

const release = (model: string, outcome: DeploymentRecord['outcome'], version: number) =>
  eventually(async () => {
    const { deployments } = await world.model(model);
    return deployments.find((one) => one.version === version && one.outcome === outcome);
  }, PATIENCE_SECONDS);

/** The release that waits for a person. */
const waiting = (model: string): Promise<Approval> =>
  eventually(async () => {
    const { approvals, deployments } = await world.model(model);
    const isOpen = (id: string) =>
      deployments.some((one) => one.deploymentId === id && one.status === 'open');
    return approvals.find((one) => one.status === 'open' && isOpen(one.deploymentId));
  }, PATIENCE_SECONDS);

describe('A-14 what was lost on the way', () => {
  test('an upload whose event never came is found by the sweep, and one that was claimed and left is worked on', async () => {
    const Bucket = world.connection.names.bucket('landing');
    await operator.setRule('landing-object-created', false);
    await operator.setSource('decide-request', false);
    const keys = ['rides/unheard.csv', 'rides/claimed.csv'];
    const landed = keys.map((key, half) => world.land(key, rides(30 * half, 30 * half + 30, 2)));
    for (const Key of keys)
      await eventually(() => world.s3.send(new HeadObjectCommand({ Bucket, Key })).catch(() => undefined));
    await leaveClaimed(world, 'rides/claimed.csv');
    expect(await operator.call('sweep-landing')).toEqual({ seen: 2, resent: 1, restarted: 1, stuck: 0 });
    const versions = (await Promise.all(landed)).map(({ status, version }) => [status, version]);
    expect(versions.toSorted()).toEqual([1, 2].map((version) => ['committed', version]));
    await operator.setRule('landing-object-created', true);
    expect(await operator.call('sweep-landing')).toEqual({ seen: 2, resent: 0, restarted: 0, stuck: 0 });
  });

  test('news of a dataset that never reached the governor are asked again by the clock', async () => {
    // A version is recorded before its news are sent: all of them are out when the executions have ended.
    await quiet(world.connection.names).machines('data');
    await operator.purge('retrain');
    await operator.setSource('decide-request', true);
    await expect(world.model(MODEL)).rejects.toThrow('nothing is known of this model');
    await world.tick('platform', day(61));
    const { envelope } = await world.gyre('retrain', 'ls');
    const asked = { cause: 'first', requestedBy: 'gyre:retraining/reconcile-requests', status: 'accepted' };
    expect(envelope.data).toMatchObject({
      requests: [APPROVED, MODEL, TWO_FACED].map((model) => ({ model, ...asked })),
    });
  });
});

describe('releases', () => {
  test('E-08 a model that answers otherwise when it serves is taken back before any caller meets it', async () => {
    const { deploymentId, reason } = await release(TWO_FACED, 'rolled-back', 1);
    const { champion } = await world.model(TWO_FACED);
    expect(champion).toBeUndefined();
    const control = await world.connection.sageMaker();
    expect(await control.describeEndpoint(world.connection.names.endpoint(TWO_FACED))).toBeUndefined();
    const why = await world.gyre('why', TWO_FACED);
    expect(reason).toMatch(/^smoke test: 64 answers differ from the offline prediction/);
    expect(JSON.stringify(why.envelope.data)).toContain(
      `deployment ${deploymentId} ended rolled-back: ${reason}`,
    );
  });

  test('B-03 what a person rejects never serves, and the answer is final', async () => {
    const { deploymentId } = await waiting(APPROVED);
    const listed = await world.gyre('approval', 'ls');
    expect(listed.envelope.data).toMatchObject({
      approvals: [{ model: APPROVED, approval: { deploymentId, version: 1, status: 'open' } }],
    });
    expect(JSON.stringify(listed)).not.toContain('taskToken');
    const answer = await world.gyre('approval', 'reject', deploymentId, '-m', 'not before the holidays');
    expect(answer).toMatchObject({ code: 0, envelope: { data: { decision: 'rejected', version: 1 } } });
    expect(await release(APPROVED, 'rejected', 1)).toMatchObject({ reason: 'not before the holidays' });
    expect((await world.model(APPROVED)).champion).toBeUndefined();
    const again = await world.gyre('approval', 'approve', deploymentId, '-m', 'on second thoughts');
    expect(again).toMatchObject({ code: 5, envelope: { ok: false, error: { code: 'GYRE-942' } } });
  });
});

describe('a request as large as they come', () => {
  test('is answered, captured by way of the staging bucket, and sketched', async () => {
    await release(MODEL, 'promoted', 1);
    const file = join(world.project, 'long.csv');
    await writeFile(file, LONG_RIDES.request);
    const { code, envelope } = await world.gyre('predict', MODEL, file, '--replay');
    expect([code, envelope.data]).toMatchObject([0, { modelVersion: 1 }]);
    await settleCaptures(world);
    const [line, ...others] = await capturedLines(world, MODEL);
    expect(others).toEqual([]);
    expect(Buffer.byteLength(line ?? '')).toBeGreaterThan(240 * 1024);
    await sketchedRows(world, MODEL, [LONG_RIDES.day, LONG_RIDES.rows]);
  });

  test('and its labels come by HTTP and are joined', async () => {
    const { status, text } = await world.ask(MODEL, 'labels', LONG_RIDES.labels);
    expect(status).toBe(202);
    const { labelsId } = JSON.parse(text) as { readonly labelsId: string };
    await world.quiet.queues('labels');
    await world.tick(MODEL, day(62));
    const { envelope } = await world.gyre('label', 'status', MODEL);
    expect(envelope.data).toMatchObject({
      files: [{ labelsId, status: 'joined', matched: LONG_RIDES.rows }],
      joins: [{ rows: LONG_RIDES.rows, status: 'joined' }],
    });
    await world.quiet.queues('intake', 'retrain');
    await world.quiet.machines('data');
  });
});

describe('an endpoint whose release was stopped', () => {
  test('B-03 a late approval is told that nobody waits', async () => {
    const { deploymentId } = await waiting(APPROVED);
    const open = (await world.model(APPROVED)).deployments.find((one) => one.deploymentId === deploymentId);
    await operator.stopExecution(open?.executionArn ?? '');
    const late = await world.gyre('approval', 'approve', deploymentId, '-m', 'late');
    expect(late).toMatchObject({ code: 5, envelope: { ok: false } });
    expect(late.envelope.error?.['message']).toBe('the release does not wait any more');
    expect((await world.model(APPROVED)).champion).toBeUndefined();
  });

  test('E-01 the next release takes it over, on proof that the last one has ended', async () => {
    await world.land('rides/second.csv', rides(60, 120, 3));
    const { deploymentId, version } = await waiting(APPROVED);
    const answer = await world.gyre('approval', 'approve', deploymentId, '-m', 'better than nothing');
    expect(answer).toMatchObject({ code: 0, envelope: { data: { decision: 'approved', version } } });
    await release(APPROVED, 'promoted', version);
    expect((await world.model(APPROVED)).champion).toMatchObject({ version, deploymentId });
  });
});

describe('versions that follow each other', () => {
  /** Callers go on while the canary is judged. */
  async function releasedUnderTraffic(kind: 'release' | 'restore', version: number) {
    const ended = async () =>
      (await world.model(MODEL)).deployments.find(
        (one) => one.kind === kind && one.version === version && one.status === 'closed',
      );
    let release = await ended();
    for (let request = 0; release === undefined; request += 1) {
      expect(await world.ask(MODEL, 'replays', requestOf(version, request))).toMatchObject({ status: 200 });
      release = await ended();
    }
    expect(release).toMatchObject({ outcome: 'promoted' });
    expect((await world.model(MODEL)).champion).toMatchObject({ version });
    await world.quiet.machines('training', 'deployment');
  }

  test('E-08 a better version is judged by its answers to callers before it takes over', async () => {
    await world.gyre('retrain', 'request', MODEL, '--as-of', day(120));
    expect(await world.endedContest(MODEL, 1)).toMatchObject({ outcome: 'promoted', winner: 2 });
    await releasedUnderTraffic('release', 2);
  });

  test('gyre rollback brings the version before back at once', async () => {
    const { code, envelope } = await world.gyre('rollback', MODEL, '--yes', '--as-of', day(121));
    expect([code, envelope.data]).toEqual([0, { model: MODEL, from: 2, to: 1, outcome: 'promoted' }]);
    expect((await world.model(MODEL)).champion).toMatchObject({ version: 1 });
    const answer = await world.ask(MODEL, 'replays', requestOf(0, 0));
    expect(JSON.parse(answer.text)).toMatchObject({ modelVersion: 1 });
    const forth = await world.gyre('rollback', MODEL, '--yes', '--as-of', day(122));
    expect(forth.envelope.data).toEqual({ model: MODEL, from: 1, to: 2, outcome: 'promoted' });
  });

  test('a former champion that wins serves again', async () => {
    await world.land('rides/third.csv', rides(120, 134, 2));
    await world.gyre('retrain', 'request', MODEL, '--as-of', day(134));
    expect(await world.endedContest(MODEL, 2)).toMatchObject({ outcome: 'restored', winner: 1 });
    await releasedUnderTraffic('restore', 1);
  });

  test('E-13 a version that a person rejected does not come back without being asked about again', async () => {
    const rollback = world.gyre('rollback', APPROVED, '--to', '1', '--yes', '--as-of', day(135));
    const { deploymentId, version } = await waiting(APPROVED);
    expect(version).toBe(1);
    await world.gyre('approval', 'reject', deploymentId, '-m', 'still no');
    expect(await rollback).toMatchObject({ code: 1, envelope: { data: { to: 1, outcome: 'rejected' } } });
  });
});

test('F-04 the hourly look sees the endpoints in service', async () => {
  const endpoints: unknown = expect.arrayContaining([expect.objectContaining({ model: MODEL })]);
  expect(await operator.call('watch-endpoints')).toEqual({ endpoints });
});

test('the hourly compaction leaves alone what is not over, nor worth it', async () => {
  const untouched: unknown = expect.arrayContaining([
    { model: MODEL, folders: 0, written: 0, deleted: 0, waiting: 0, left: 0 },
  ]);
  expect(await operator.call('compact-captures')).toEqual({ models: untouched, isDone: true });
});

test('D-10 a checkpoint signs where all chains stand, and the ledger verifies', async () => {
  await world.quiet.machines('training', 'deployment');
  expect(await operator.call('checkpoint-ledger')).toMatchObject({ outcome: 'written' });
  const { code, envelope } = await world.gyre('ledger', 'verify');
  expect(code).toBe(0);
  expect(envelope.data).toMatchObject({ isIntact: true, checkpoints: 1, eventsAfterLastCheckpoint: 0 });
});

test('gyre teardown leaves nothing that costs', async () => {
  const { names } = world.connection;
  const refused = await world.gyre('teardown');
  expect(refused).toMatchObject({ code: 5, envelope: { ok: false } });
  const { code, envelope } = await world.gyre('teardown', '--yes');
  expect(code).toBe(0);
  expect(envelope.data).toMatchObject({
    removed: { Endpoint: [names.endpoint(APPROVED), names.endpoint(MODEL)] },
    billableResourcesLeft: [],
  });
  const answer = await world.ask(MODEL, 'replays', requestOf(0, 1));
  expect(answer.status).toBe(503);
});
