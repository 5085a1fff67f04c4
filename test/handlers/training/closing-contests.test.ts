import { describe, expect, test } from 'vitest';
import { aliasKey, contestKey, VERSION_PREFIX, versionKey } from '#core/registry/keys';
import { identify } from '#core/registry/identify';
import { type ModelVersion, modelVersionSchema } from '#core/training/model-version';
import { type ContestRecord, contestSchema } from '#core/training/training-records';
import * as fail from '#lambdas/training/fail-contest/contract';
import { failContest } from '#lambdas/training/fail-contest/handler';
import * as refuse from '#lambdas/training/refuse-candidate/contract';
import { refuseCandidate } from '#lambdas/training/refuse-candidate/handler';
import * as register from '#lambdas/training/register-candidate/contract';
import { registerCandidate } from '#lambdas/training/register-candidate/handler';
import * as restore from '#lambdas/training/restore-former-champion/contract';
import { restoreFormerChampion } from '#lambdas/training/restore-former-champion/handler';
import type { ItemWrite } from '#ports/registry';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { fakeContext } from '#test/fakes/step-context';

const MODEL = { kind: 'model', name: 'air-time' } as const;
const AS_OF = '2024-05-01T00:00:00Z';

/** What the ledger and the items of one model look like while contests end. */
function room() {
  const registry = memoryRegistry();
  const store = memoryObjectStore();
  const context = fakeContext({
    environment: { REGISTRY_TABLE: 'registry', ARTIFACTS_BUCKET: 'artifacts' },
    adapters: { registry, store },
  });
  const put = (...writes: readonly Omit<ItemWrite, 'expect'>[]) =>
    registry.transition(MODEL, async () => ({
      writes: writes.map((write) => ({ ...write, expect: 'any' as const })),
      event: { type: 'set-up', actor: 'test', cause: 'test' },
      result: undefined,
    }));
  /** An open contest whose evidence is stored; returns its id. */
  const open = async (requestId: string, championVersion: number | null = null): Promise<string> => {
    const contestId = identify('ct', { model: MODEL.name, request: requestId, asOf: AS_OF });
    const record: ContestRecord = {
      ...{ contestId, candidateId: `c-${requestId}`, requestId, cause: 'drift', asOf: AS_OF, revision: 'r1' },
      ...{ datasetVersion: 1, championVersion, status: 'open', openedAt: AS_OF },
    };
    await put({ sk: contestKey(contestId), entity: 'contest', data: { ...record } });
    const comparison = { value: -1, low: -2, high: -0.5, pValue: 0.01 };
    const shown = (contender: string, value: number) => ({
      ...{ contender, metrics: { rmse: value }, primary: { value, low: value - 1, high: value + 1 } },
      ...{ overNaive: comparison, scoringSeconds: 20 },
    });
    const document = {
      contest: {
        ...{
          model: MODEL.name,
          contestId,
          candidateId: record.candidateId,
          revision: 'r1',
          configKey: 'model.json',
        },
        ...{ sourceKey: 's', jobRoleArn: 'arn:role', image: 'i', dataset: 'flights', datasetVersion: 1 },
        ...{ championVersion, asOf: AS_OF, otherConfigKeys: [] },
      },
      frozen: {
        ...{ contestId, holdoutStart: '2024-04-01T00:00:00.000Z', holdoutEnd: '2024-05-01T00:00:00.000Z' },
        ...{ trainRows: 1000, holdoutRows: 500, unlabelledRows: 0, trainStart: '2024-01-01T00:00:00Z' },
        ...{ trainEnd: '2024-04-01T00:00:00.000Z', trainSha256: 't', holdoutSha256: 'h', naive: 9 },
        ...{ featuresHash: 'f', otherLayouts: [] },
      },
      excluded: [],
      contenders: [],
      evidence: {
        ...{ metric: 'rmse', rows: 500, blocks: 28, draws: 500, seed: contestId, naive: 9 },
        contenders: [shown(record.candidateId, 8), shown('v1', 7)],
      },
    };
    await store.write(
      { bucket: 'artifacts', key: `${contestId}.json` },
      JSON.stringify(document),
      'application/json',
    );
    return contestId;
  };
  const keys = (contestId: string) => ({
    model: MODEL.name,
    contestId,
    evidenceKey: `${contestId}.json`,
    decisionKey: 'd',
  });
  return {
    ...{ registry, put, open },
    register: async (contestId: string) =>
      register.outputSchema.parse(
        await registerCandidate(
          register.inputSchema.parse({ ...keys(contestId), artifactKey: 'a', artifactSha256: 'x' }),
          context,
        ),
      ),
    refuse: async (contestId: string, outcome: string) =>
      refuse.outputSchema.parse(
        await refuseCandidate(
          refuse.inputSchema.parse({ ...keys(contestId), outcome, reasons: ['superiority: no'] }),
          context,
        ),
      ),
    restore: async (contestId: string, winnerVersion: number) =>
      restore.outputSchema.parse(
        await restoreFormerChampion(
          restore.inputSchema.parse({ ...keys(contestId), winnerVersion, reasons: ['worse'] }),
          context,
        ),
      ),
    fail: async (requestId: string, errorName = 'States.TaskFailed', cause = '{}') => {
      const request = { model: MODEL.name, cause: 'drift', requestId, asOf: AS_OF };
      return fail.outputSchema.parse(
        await failContest(fail.inputSchema.parse({ request, errorName, cause }), context),
      );
    },
    enthrone: (version: number) =>
      put({
        ...{ sk: aliasKey('champion'), entity: 'alias' },
        data: { version, deploymentId: 'dp', asOf: AS_OF, configName: 'c', since: AS_OF },
      }),
    contestOf: async (contestId: string) =>
      contestSchema.parse((await registry.get(MODEL, contestKey(contestId)))?.data),
    versions: async (): Promise<ModelVersion[]> =>
      (await registry.list(MODEL, VERSION_PREFIX)).map(({ data }) => modelVersionSchema.parse(data)),
    ledger: async () =>
      (await registry.readLedger(MODEL)).map(({ type }) => type).filter((type) => type !== 'set-up'),
  };
}

describe('registering', () => {
  test('D-01 thirty that register at once get the numbers 1 to 30', async () => {
    const here = room();
    const contests = [];
    for (let index = 0; index < 30; index += 1) contests.push(await here.open(`rr-${index}`));
    const answers = await Promise.all(contests.map((contestId) => here.register(contestId)));
    const numbers = answers.map(({ version }) => version).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    const versions = await here.versions();
    for (const { contestId, version } of answers) {
      expect(versions[version - 1]).toMatchObject({ contestId, status: 'registered' });
      expect(await here.contestOf(contestId)).toMatchObject({
        status: 'decided',
        outcome: 'promoted',
        winner: version,
      });
    }
  });

  test('D-01 a repeat, also at the same moment, is the same version', async () => {
    const here = room();
    const contestId = await here.open('rr-1');
    const answers = await Promise.all([here.register(contestId), here.register(contestId)]);
    answers.push(await here.register(contestId));
    expect(new Set(answers.map(({ version }) => version))).toEqual(new Set([1]));
    expect(await here.versions()).toHaveLength(1);
    expect(await here.ledger()).toEqual(['model-version-registered']);
  });

  test('a version promises what it showed in its contest', async () => {
    const here = room();
    await here.register(await here.open('rr-1'));
    expect((await here.versions())[0]?.promised).toEqual({ metric: 'rmse', value: 8, low: 7, high: 9 });
  });

  test.each([
    ['another champion serves by now', 1, 2],
    ['a champion serves where there was none', null, 2],
  ])('D-03 %s: nothing is registered', async (_, compared, serving) => {
    const here = room();
    const contestId = await here.open('rr-1', compared);
    await here.enthrone(serving);
    await expect(here.register(contestId)).rejects.toMatchObject({ name: 'StaleChampionError' });
    expect(await here.versions()).toEqual([]);
    expect((await here.contestOf(contestId)).status).toBe('open');
  });

  test('a contest that failed, or was decided otherwise, registers nothing afterwards', async () => {
    const here = room();
    const [failed, refused] = [await here.open('rr-1'), await here.open('rr-2')];
    await here.fail('rr-1');
    await here.refuse(refused, 'refused');
    for (const contestId of [failed, refused]) await expect(here.register(contestId)).rejects.toThrow();
    expect(await here.versions()).toEqual([]);
  });
});

describe('refusing', () => {
  test.each([
    ['kept', 'champion-kept'],
    ['refused', 'candidate-refused'],
    ['not-now', 'contest-postponed'],
  ])('%s is recorded once, with its reasons', async (outcome, event) => {
    const here = room();
    const contestId = await here.open('rr-1');
    const once = await here.refuse(contestId, outcome);
    expect(once).toEqual({ outcome, contestId, version: null, reasons: ['superiority: no'] });
    expect(await here.refuse(contestId, outcome)).toEqual(once);
    expect(await here.ledger()).toEqual([event]);
    expect(await here.contestOf(contestId)).toMatchObject({
      status: 'decided',
      outcome,
      reasons: ['superiority: no'],
    });
  });
});

describe('restoring', () => {
  const former: ModelVersion = {
    ...{
      version: 1,
      candidateId: 'c-old',
      contestId: 'ct-old',
      revision: 'r0',
      configKey: 'k',
      image: 'i',
      jobRoleArn: 'r',
    },
    ...{
      artifactKey: 'a',
      artifactSha256: 'x',
      datasetVersion: 1,
      trainRows: 10,
      trainStart: 'a',
      trainEnd: 'b',
    },
    ...{
      holdoutEnd: '2024-02-01T00:00:00Z',
      featuresHash: 'f',
      status: 'former-champion',
      registeredAt: AS_OF,
    },
    promised: { metric: 'rmse', value: 12, low: 11, high: 13 },
  };
  const withFormer = async () => {
    const here = room();
    await here.put({ sk: versionKey(1), entity: 'model-version', data: { ...former } });
    await here.enthrone(2);
    return { here, contestId: await here.open('rr-1', 2) };
  };

  test('a former champion promises from now on what it showed in this contest', async () => {
    const { here, contestId } = await withFormer();
    expect(await here.restore(contestId, 1)).toMatchObject({ outcome: 'restored', version: 1 });
    await here.restore(contestId, 1);
    expect(await here.ledger()).toEqual(['former-champion-won']);
    expect((await here.versions())[0]).toMatchObject({
      ...{
        promised: { metric: 'rmse', value: 7, low: 6, high: 8 },
        trainEnd: 'b',
        status: 'former-champion',
      },
    });
    expect(await here.contestOf(contestId)).toMatchObject({ outcome: 'restored', winner: 1 });
  });

  test('D-03 not when another champion serves by now', async () => {
    const { here, contestId } = await withFormer();
    await here.enthrone(3);
    await expect(here.restore(contestId, 1)).rejects.toMatchObject({ name: 'StaleChampionError' });
    expect((await here.versions())[0]?.promised).toEqual(former.promised);
  });

  test('not a version that is not there, or that did not stand', async () => {
    const { here, contestId } = await withFormer();
    await expect(here.restore(contestId, 9)).rejects.toMatchObject({ name: 'ContestNotFoundError' });
    expect((await here.contestOf(contestId)).status).toBe('open');
  });
});

describe('failing', () => {
  test('a contest that could not be held says why, once', async () => {
    const here = room();
    const contestId = await here.open('rr-1');
    const cause = JSON.stringify({ TrainingJobStatus: 'Failed', FailureReason: 'AlgorithmError: no rows' });
    const answer = await here.fail('rr-1', 'States.TaskFailed', cause);
    expect(answer).toEqual({
      outcome: 'failed',
      contestId,
      version: null,
      reasons: ['job Failed: AlgorithmError: no rows'],
    });
    await here.fail('rr-1');
    expect(await here.ledger()).toEqual(['contest-failed']);
    expect(await here.contestOf(contestId)).toMatchObject({ status: 'failed', outcome: 'failed' });
  });

  test('a job that was stopped is a failure', async () => {
    const here = room();
    await here.open('rr-1');
    const cause = JSON.stringify({ TrainingJobStatus: 'Stopped' });
    expect((await here.fail('rr-1', 'States.TaskFailed', cause)).reasons).toEqual([
      'job Stopped: no reason given',
    ]);
  });

  test('a contest that was never opened leaves a trace in the ledger', async () => {
    const here = room();
    await here.fail('rr-1', 'UnknownModelError', JSON.stringify({ errorMessage: 'not deployed' }));
    expect(await here.ledger()).toEqual(['contest-failed']);
    const [event] = await here.registry.readLedger(MODEL);
    expect(event?.after).toMatchObject({ reasons: ['UnknownModelError: not deployed'] });
  });

  test('a decision that was taken stands, whatever fails after it', async () => {
    const here = room();
    const contestId = await here.open('rr-1');
    await here.register(contestId);
    await here.fail('rr-1');
    expect(await here.contestOf(contestId)).toMatchObject({
      status: 'decided',
      outcome: 'promoted',
      winner: 1,
    });
  });

  test('a cause of any length stays short', async () => {
    const here = room();
    const { reasons } = await here.fail('rr-1', 'States.Runtime', 'x'.repeat(100_000));
    expect(reasons[0]?.length).toBeLessThanOrEqual(600);
  });
});
