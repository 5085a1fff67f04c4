import { beforeAll, describe, expect, test } from 'vitest';
import { registerContestCommands } from '#cli/commands/contest';
import { registerWhyCommands } from '#cli/commands/why';
import type { Connection } from '#cli/connect';
import { environmentNames } from '#cli/environment-names';
import type { RegisterCommands } from '#cli/load-commands';
import { envelopeSchema } from '#cli/output';
import { contestKey, deploymentKey, requestKey } from '#core/registry/keys';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { runLine } from './support/run-line.ts';

const ADDRESS = { environment: 'local', accountId: '000000000000', region: 'us-east-1', partition: 'aws' };
const REASON = 'job Failed: AlgorithmError: ValueError: no rows';
const BUSY = { code: 'in-flight', explanation: 'request rr-1 is running' };
const AS_OF = '2024-03-01T00:00:00.000Z';

const registry = memoryRegistry();
const connection: Pick<Connection, 'registry' | 'store' | 'names'> = {
  names: environmentNames(ADDRESS),
  registry: () => Promise.resolve(registry),
  store: () => Promise.resolve(memoryObjectStore()),
};
const commands = [registerContestCommands, registerWhyCommands].map(
  (register): RegisterCommands =>
    (program, context) =>
      register(program, { ...context, connect: () => Promise.resolve(connection as Connection) }),
);

async function data(...line: readonly string[]): Promise<unknown> {
  const { out, exitCode } = await runLine([...line, '--json'], { commands });
  expect(exitCode).toBe(0);
  return envelopeSchema.parse(JSON.parse(out)).data;
}

const put = (name: string, kind: 'model' | 'endpoint', items: Readonly<Record<string, object>>) =>
  registry.transition({ kind, name }, async () => ({
    writes: Object.entries(items).map(([sk, item]) => ({
      ...{ sk, entity: 'tested', expect: 'any' as const, data: { ...item } },
    })),
    event: { type: 'tested', actor: 'test', cause: 'none' },
    result: undefined,
  }));

const contest = (contestId: string, requestId: string, more: object) => ({
  ...{ contestId, requestId, candidateId: 'c-1', cause: 'first', asOf: AS_OF, revision: 'r' },
  ...{ datasetVersion: 1, championVersion: null, openedAt: AS_OF, ...more },
});

const request = (requestId: string, more: object) => ({
  ...{ requestId, cause: 'first', subject: 'rides version 1', asOf: AS_OF, championVersion: null },
  ...{ requestedBy: 'test', asks: 1, decidedAt: AS_OF, status: 'accepted', refusals: [], ...more },
});

beforeAll(async () => {
  const failed = { status: 'failed', outcome: 'failed', reasons: [REASON] };
  const busy = { ...BUSY, retryWhen: { kind: 'request-ends', requestId: 'rr-1' } };
  await put('broken', 'model', {
    [contestKey('ct-1')]: contest('ct-1', 'rr-1', failed),
    [requestKey('rr-1')]: request('rr-1', { status: 'ended', outcome: 'failed' }),
    [requestKey('rr-2')]: request('rr-2', {
      ...{ status: 'not-now', refusals: [busy], asOf: '2024-03-02T00:00:00.000Z' },
    }),
  });
  await put('unfit', 'model', {
    [contestKey('ct-2')]: contest('ct-2', 'rr-3', { status: 'decided', outcome: 'promoted', winner: 1 }),
    [requestKey('rr-3')]: request('rr-3', {}),
  });
  await put('unfit', 'endpoint', {
    [deploymentKey('dp-1')]: {
      ...{ deploymentId: 'dp-1', model: 'unfit', version: 1, kind: 'release', cause: 'ct-2', asOf: AS_OF },
      ...{ executionArn: 'arn', status: 'closed', outcome: 'rolled-back', reason: 'smoke test: no numbers' },
      startedAt: AS_OF,
    },
  });
});

describe('gyre contest show', () => {
  test('of a contest that failed: the reason, and no evidence', async () => {
    expect(await data('contest', 'show', 'ct-1')).toMatchObject({
      model: 'broken',
      contest: { outcome: 'failed', reasons: [REASON] },
      evidence: null,
      decision: null,
    });
    const { out } = await runLine(['contest', 'show', 'ct-1'], { commands });
    expect(out).toBe(`ct-1  broken, as of 2024-03-01: failed\n  because ${REASON}\n`);
  });

  test('replay still needs the evidence', async () => {
    const { exitCode, err } = await runLine(['contest', 'replay', 'ct-1'], { commands });
    expect([exitCode, err]).toEqual([2, expect.stringContaining(REASON)]);
  });
});

describe('gyre why', () => {
  test('of a model that never served: the newest refusal, and how its contest ended', async () => {
    expect(await data('why', 'broken')).toEqual({
      about: 'broken',
      answer: 'nothing serves yet',
      because: ['in-flight: request rr-1 is running', 'contest ct-1 ended failed', REASON],
    });
  });

  test('of a model whose winner did not come to serve: what its release found', async () => {
    expect(await data('why', 'unfit')).toMatchObject({
      because: ['contest ct-2 ended promoted', 'deployment dp-1 ended rolled-back: smoke test: no numbers'],
    });
  });

  test('of a request: the reason of its contest', async () => {
    expect(await data('why', 'rr-1')).toMatchObject({ because: ['its contest ended failed', REASON] });
  });
});
