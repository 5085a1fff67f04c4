import { describe, expect, test } from 'vitest';
import { aliasKey, versionKey } from '#core/registry/keys';
import { LEASE_KEY } from '#core/registry/keys';
import * as checking from '#lambdas/deployment/check-release/contract';
import * as closing from '#lambdas/deployment/close-deployment/contract';
import { closeDeployment } from '#lambdas/deployment/close-deployment/handler';
import * as planning from '#lambdas/deployment/plan-deployment/contract';
import { planDeployment } from '#lambdas/deployment/plan-deployment/handler';
import * as promoting from '#lambdas/deployment/promote-version/contract';
import { promoteVersion } from '#lambdas/deployment/promote-version/handler';
import * as approving from '#lambdas/deployment/request-approval/contract';
import { requestApproval } from '#lambdas/deployment/request-approval/handler';
import * as rolling from '#lambdas/deployment/roll-back/contract';
import { rollBack } from '#lambdas/deployment/roll-back/handler';
import * as sampling from '#lambdas/deployment/sample-traffic/contract';
import * as smoking from '#lambdas/deployment/smoke-test/contract';
import * as verifying from '#lambdas/deployment/verify-serving/contract';
import { verifyServing } from '#lambdas/deployment/verify-serving/handler';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryWorkflow } from '#test/fakes/memory-workflow';
import { fakeContext } from '#test/fakes/step-context';
import {
  compiledModel,
  decidedContest,
  environment,
  MODEL,
  modelVersion,
} from '#test/handlers/deployment/support/deployment-room';
import { readMachine } from '../support/definition.ts';
import { runMachine } from '../support/run-machine.ts';
import { fakeEndpoint } from './fake-endpoint.ts';

const machine = readMachine('deployment');
const passed = { passed: true, compared: 64, largestDifference: 0, reasons: [] };
const sampled = {
  ...{ status: 'ready', records: 200, requests: 200, failedRequests: 0, sampleKey: 's', scoresKey: 'o' },
  transformRequest: { TransformJobName: 'sample' },
};

interface World {
  readonly strategy?: 'canary' | 'all-at-once';
  readonly approval?: 'automatic' | 'manual';
  readonly decision?: string;
  readonly smoke?: unknown;
  readonly samples?: readonly unknown[];
  readonly verdict?: unknown;
  /** Errors that a state's task throws, one a call, before it works again. */
  readonly faults?: Readonly<Record<string, readonly string[]>>;
}

/** A model of which version 1 was released, and whatever is released after it. */
async function world() {
  const registry = memoryRegistry();
  const store = memoryObjectStore();
  const aws = fakeEndpoint();
  const adapters = { registry, store, workflow: memoryWorkflow(), sageMaker: aws.control };
  const context = fakeContext({ environment, adapters });
  const looking = fakeContext({ environment: {}, adapters });
  for (const number of [1, 2]) {
    await registry.transition({ kind: 'model', name: MODEL }, async () => ({
      writes: [
        {
          sk: versionKey(number),
          entity: 'model-version',
          expect: 'absent',
          data: { ...modelVersion(number) },
        },
        {
          sk: `CONTEST#ct-${number}`,
          entity: 'contest',
          expect: 'absent',
          data: { ...decidedContest(number, number === 1 ? null : 1) },
        },
      ],
      event: { type: 'set-up', actor: 'test', cause: 'test' },
      result: undefined,
    }));
  }
  const release = async (version: number, given: World = {}) => {
    const { strategy = 'canary', approval = 'automatic', samples = [sampled] } = given;
    const model = compiledModel({ deployment: { strategy, approval: { mode: approval } } });
    await store.write({ bucket: 'artifacts', key: 'model.json' }, JSON.stringify(model), 'application/json');
    // A store of its own for each release: a function takes a configuration of one key for the same.
    const planned = { ...context, adapters: { ...context.adapters, store: { ...store } } };
    const calls = new Map<string, number>();
    const sizes: number[] = [];
    const functions: Readonly<Record<string, (payload: unknown) => Promise<unknown>>> = {
      PlanDeployment: async (payload) =>
        planning.outputSchema.parse(await planDeployment(planning.inputSchema.parse(payload), planned)),
      RequestApproval: async (payload) => {
        await requestApproval(approving.inputSchema.parse(payload), context);
        return approving.answerSchema.parse({
          decision: given.decision ?? 'approved',
          by: 'person',
          reason: 'looked at it',
        });
      },
      SmokeTest: async (payload) => {
        smoking.inputSchema.parse(payload);
        return smoking.outputSchema.parse(given.smoke ?? passed);
      },
      SampleTraffic: async (payload) => {
        sampling.inputSchema.parse(payload);
        const call = calls.get('SampleTraffic') ?? 1;
        return sampling.outputSchema.parse(samples[Math.min(call, samples.length) - 1]);
      },
      CheckRelease: async (payload) => {
        checking.inputSchema.parse(payload);
        return checking.outputSchema.parse(
          given.verdict ?? { verdict: 'pass', reasons: [], evidenceKey: 'e' },
        );
      },
      VerifyServing: async (payload) =>
        verifying.outputSchema.parse(await verifyServing(verifying.inputSchema.parse(payload), looking)),
      PromoteVersion: async (payload) =>
        promoting.outputSchema.parse(await promoteVersion(promoting.inputSchema.parse(payload), context)),
      RollBack: async (payload) =>
        rolling.outputSchema.parse(await rollBack(rolling.inputSchema.parse(payload), looking)),
      CloseDeployment: async (payload) =>
        closing.outputSchema.parse(await closeDeployment(closing.inputSchema.parse(payload), context)),
    };
    const input = {
      ...{ model: MODEL, version, kind: 'release', contestId: `ct-${version}`, cause: `ct-${version}` },
      ...{ asOf: `2024-05-0${version}T00:00:00Z`, requestedBy: 'gyre:training' },
    };
    const traffic: Record<string, number>[] = [];
    const run = await runMachine(machine, input, async (state, args) => {
      const call = (calls.get(state) ?? 0) + 1;
      calls.set(state, call);
      const fault = given.faults?.[state]?.[call - 1];
      if (fault !== undefined) throw Object.assign(new Error('injected'), { name: fault });
      const step = functions[state];
      const answer =
        step === undefined ? aws.call(machine.States[state]?.Resource ?? '', args) : await step(args);
      traffic.push(aws.traffic());
      sizes.push(Buffer.byteLength(JSON.stringify([args, answer])));
      return answer;
    });
    return {
      run,
      calls,
      sizes,
      traffic,
      outcome: (run.output as { outcome?: unknown } | undefined)?.outcome,
    };
  };
  const champion = async () =>
    (await registry.get({ kind: 'model', name: MODEL }, aliasKey('champion')))?.data['version'];
  const lease = async () =>
    (await registry.get({ kind: 'endpoint', name: MODEL }, LEASE_KEY))?.data['deploymentId'];
  return { aws, release, champion, lease, registry };
}

/** Version 1 is champion and serves. */
async function served() {
  const here = await world();
  const first = await here.release(1);
  if (first.outcome !== 'promoted') expect.fail(`the first release is ${String(first.outcome)}`);
  return here;
}

test('a first release: created, smoked, verified, promoted', async () => {
  const { release, champion, lease, aws } = await world();
  const { outcome, run } = await release(1);
  expect(outcome).toBe('promoted');
  expect(run.visited).toContain('CreateEndpoint');
  expect(run.visited).not.toContain('ShiftCanary');
  expect([await champion(), await lease(), aws.traffic()]).toEqual([1, '', { v1: 100 }]);
});

test('a canary: a share of the traffic, then all of it, then the new version alone', async () => {
  const { release, champion, aws } = await served();
  const { outcome, traffic } = await release(2, { samples: [{ ...sampled, status: 'waiting' }, sampled] });
  expect(outcome).toBe('promoted');
  const shares = [...new Set(traffic.map((each) => each['v2'] ?? 0))];
  expect(shares).toEqual([0, 10, 100]);
  expect([await champion(), aws.traffic()]).toEqual([2, { v2: 100 }]);
});

test('all at once: no canary, the smoke test judges', async () => {
  const { release, champion } = await served();
  const { outcome, run } = await release(2, { strategy: 'all-at-once' });
  expect([outcome, await champion()]).toEqual(['promoted', 2]);
  expect(run.visited).not.toContain('SampleTraffic');
});

describe('E-09 what ends with the old version serving, and how it is recorded', () => {
  test.each<readonly [string, World, string]>([
    [
      'a smoke test that fails',
      { smoke: { ...passed, passed: false, reasons: ['3 answers are not finite numbers'] } },
      'rolled-back',
    ],
    [
      'a canary that fails',
      { verdict: { verdict: 'fail', reasons: ['identity: 1'], evidenceKey: 'e' } },
      'rolled-back',
    ],
    [
      'a canary that nobody can judge',
      { verdict: { verdict: 'inconclusive', reasons: [], evidenceKey: 'e' } },
      'inconclusive',
    ],
    ['too little traffic', { samples: [{ ...sampled, status: 'expired', records: 3 }] }, 'inconclusive'],
    ['requests that fail', { samples: [{ ...sampled, status: 'failing', records: 0 }] }, 'rolled-back'],
    ['a person who says no', { approval: 'manual', decision: 'rejected' }, 'rejected'],
    [
      'nobody who answers',
      { approval: 'manual', faults: { RequestApproval: ['States.Timeout'] } },
      'expired',
    ],
    [
      'a smoke test that fails, all at once',
      { strategy: 'all-at-once', smoke: { ...passed, passed: false } },
      'rolled-back',
    ],
  ])('%s', async (_, given, expected) => {
    const { release, champion, lease, aws } = await served();
    const before = aws.traffic();
    const { outcome, run } = await release(2, given);
    expect([run.status, outcome]).toEqual(['SUCCEEDED', expected]);
    expect([await champion(), await lease()]).toEqual([1, '']);
    expect(aws.traffic()).toEqual(before);
  });
});

test('a person who agrees', async () => {
  const { release, champion } = await served();
  expect((await release(2, { approval: 'manual' })).outcome).toBe('promoted');
  expect(await champion()).toBe(2);
});

test.each(['canary', 'all-at-once'] as const)(
  'E-03 a silent rollback, %s: told from success by the config that serves',
  async (strategy) => {
    const { release, champion, aws } = await served();
    aws.goBackSilently();
    const { outcome, run } = await release(2, { strategy });
    expect([run.status, outcome]).toEqual(['SUCCEEDED', 'rolled-back']);
    expect([await champion(), aws.traffic()]).toEqual([1, { v1: 100 }]);
  },
);

test('the same decision once more finds its version serving', async () => {
  const { release, champion } = await served();
  await release(2);
  const { outcome, run } = await release(2);
  expect(outcome).toBe('already-serving');
  expect(run.visited).not.toContain('UpdateEndpoint');
  expect(await champion()).toBe(2);
});

test('E-10 a decision that an other one overtook', async () => {
  const { release, champion } = await served();
  await release(2);
  expect((await release(1)).outcome).toBe('superseded');
  expect(await champion()).toBe(2);
});

const tasks = Object.entries(machine.States).filter(([, state]) => state.Type === 'Task');
const FOREVER = Array.from({ length: 300 }, () => 'SomeBugError');

describe('B-04 each task fails for good in turn: the machine ends, and what serves is the champion', () => {
  test.each(tasks.map(([name]) => name))('%s', async (state) => {
    const here = await served();
    // On the way back some tasks are reached only after a failure.
    const isOnTheWayBack = ['RollBack', 'RestoreWeights', 'RestoreConfig', 'CloseDeployment'].includes(state);
    const verdict = isOnTheWayBack ? { verdict: { verdict: 'fail', reasons: ['x'], evidenceKey: 'e' } } : {};
    const { run, outcome } = await here.release(2, {
      approval: 'manual',
      faults: { [state]: FOREVER },
      ...verdict,
    });
    const traffic = here.aws.traffic();
    if (state === 'CloseDeployment') {
      expect(run).toMatchObject({ status: 'FAILED', error: 'DeploymentNotRecorded' });
      return;
    }
    expect(run.status).toBe('SUCCEEDED');
    expect(await here.lease()).toBe('');
    const champion = await here.champion();
    expect(outcome === 'promoted').toBe(champion === 2);
    if (['RollBack', 'RestoreWeights', 'RestoreConfig'].includes(state)) {
      // What cannot be brought back is recorded as failed, for a person to look at.
      expect(outcome).toBe('failed');
    } else {
      expect(traffic).toEqual({ [`v${String(champion)}`]: 100 });
    }
  });
});

describe('a first release that fails leaves nothing behind', () => {
  test.each([
    'FindModel',
    'CreateModel',
    'CreateEndpoint',
    'DescribeEndpoint',
    'SmokeTest',
    'VerifyServing',
    'PromoteVersion',
  ])('%s', async (state) => {
    const here = await world();
    const { run, outcome } = await here.release(1, { faults: { [state]: FOREVER } });
    expect([run.status, outcome === 'promoted']).toEqual(['SUCCEEDED', false]);
    expect([here.aws.traffic(), await here.champion(), await here.lease()]).toEqual([{}, undefined, '']);
  });
});

test('B-05 every state of a release stays below 64 KiB', async () => {
  const { sizes } = await (await served()).release(2);
  expect(Math.max(...sizes)).toBeLessThan(64 * 1024);
});
