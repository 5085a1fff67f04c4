import { userInfo } from 'node:os';
import { beforeEach, describe, expect, test } from 'vitest';
import { registerIncidentCommands } from '#cli/commands/incident';
import type { Connection } from '#cli/connect';
import { environmentNames } from '#cli/environment-names';
import { envelopeSchema } from '#cli/output';
import { type Incident, incidentKey, incidentSchema } from '#core/monitoring/incidents/incident-record';
import { closeIncident, withoutNotices } from '#core/monitoring/incidents/next-incident';
import { requestKey } from '#core/registry/keys';
import { type MemoryNotifier, memoryNotifier } from '#test/fakes/memory-notifier';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { incident, MOMENT, request } from '../monitoring/incidents/support/incidents.ts';
import { runLine } from './support/run-line.ts';

const AGGREGATE = { kind: 'model', name: 'air-time' } as const;
const names = environmentNames({ environment: 'local', accountId: '0', region: 'r', partition: 'aws' });
const me = userInfo().username;

const OPEN = withoutNotices(incident(), incident().outbox);
const OLD: Incident = {
  ...closeIncident(OPEN, { how: 'restored', version: 2, by: 'gyre' }, MOMENT),
  ...{ incidentId: 'in-00000000000000aa', firstBad: '2013-03-01', outbox: [] },
};

let registry: ReturnType<typeof memoryRegistry>;
let notifier: MemoryNotifier;

beforeEach(async () => {
  registry = memoryRegistry();
  notifier = memoryNotifier();
  await put(...[OPEN, OLD].map((one) => [incidentKey(one.incidentId), one] as const));
});

async function put(...items: readonly (readonly [string, object])[]) {
  await registry.transition(AGGREGATE, async () => ({
    writes: items.map(([sk, data]) => ({ sk, entity: 'incident', expect: 'any', data: { ...data } })),
    event: { type: 'tested', actor: 'test', cause: 'none' },
    result: undefined,
  }));
}

function run(...line: readonly string[]) {
  const connection: Pick<Connection, 'registry' | 'notifier' | 'names'> = {
    names,
    registry: () => Promise.resolve(registry),
    notifier: () => Promise.resolve(notifier),
  };
  const connect = () => Promise.resolve(connection as Connection);
  return runLine(['incident', ...line], {
    commands: [(program, context) => registerIncidentCommands(program, { ...context, connect })],
  });
}
const stored = async () =>
  incidentSchema.parse((await registry.get(AGGREGATE, incidentKey(OPEN.incidentId)))?.data);
const events = async () => (await registry.readLedger(AGGREGATE)).slice(1);

describe('ls', () => {
  test('lists what is open, and with --all what was', async () => {
    expect((await run('ls')).out.split('\n')).toHaveLength(3);
    const { out } = await run('ls', 'air-time', '--all');
    expect(out).toMatch(/air-time +v1 +drift +2013-05-01 +open +2\.00 x +temp 3\.76 \(0\.98\)\n/);
    expect(out).toContain('closed: v2 was restored');
  });

  test('is one object of plain data for programs', async () => {
    const { out, exitCode } = await run('ls', '--json');
    const { schema, data } = envelopeSchema.parse(JSON.parse(out));
    expect({ schema, exitCode }).toEqual({ schema: 'gyre.incident.ls/1', exitCode: 0 });
    expect(data).toEqual({ incidents: [OPEN] });
  });

  test('says so when there is none, and which models are known', async () => {
    await put([incidentKey(OPEN.incidentId), { ...OPEN, status: 'closed' }]);
    expect((await run('ls')).out).toContain('no incident');
    expect(await run('ls', 'airtime')).toMatchObject({ exitCode: 2 });
  });
});

describe('show', () => {
  test('says what is wrong, since when, and what to do as things stand now', async () => {
    await put([requestKey('rr-1'), request()]);
    const { out } = await run('show', OPEN.incidentId);
    expect(out).toMatch(/^air-time v1 {2}drift: open \(in-/);
    expect(out).toContain('since     2013-05-01, last 2013-05-01; 1 bad so far, worst 2.00 x its limit');
    expect(out).toContain('because   Retrain request rr-1 was accepted as of 2013-06-01.');
    expect(out).toMatch(/temp +drifted +2\.00 +2\.00 +- +up +0\.0 % -> 0\.0 %/);
  });

  test('a closed one says what ended it', async () => {
    expect((await run('show', OLD.incidentId)).out).toContain('ended     2013-06-01, v2 was restored');
  });

  test('an id with a slip is answered with the one that was meant', async () => {
    const slip = `${OPEN.incidentId.slice(0, -1)}!`;
    const { exitCode, err } = await run('show', slip);
    expect(exitCode).toBe(2);
    expect(err).toContain(`did you mean ${OPEN.incidentId}?`);
    expect((await run('show', 'nothing-like-it')).err).toContain('gyre incident ls --all');
  });
});

describe('ack', () => {
  test('tells the ledger who takes care, and no topic', async () => {
    expect((await run('ack', OPEN.incidentId, '-m', 'on it')).out).toContain(`is acknowledged (${me})`);
    expect(await stored()).toMatchObject({
      status: 'acknowledged',
      acknowledged: { by: me, message: 'on it' },
    });
    expect(await events()).toMatchObject([
      { type: 'incident-acknowledged', actor: me, cause: OPEN.incidentId },
    ]);
    expect(notifier.told).toEqual([]);
  });

  test('twice is fine', async () => {
    await run('ack', OPEN.incidentId);
    const { exitCode, out } = await run('ack', OPEN.incidentId);
    expect({ exitCode, out }).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('so before') as string,
    });
    expect(await events()).toHaveLength(1);
  });
});

describe('close', () => {
  test('ends it with who and why, and people are told once', async () => {
    const { out } = await run('close', OPEN.incidentId, '-m', 'spring');
    expect(out).toContain(`closed: a person closed it (${me})`);
    expect(await stored()).toMatchObject({
      ...{ status: 'closed', outbox: [] },
      ended: { how: 'closed-by-person', by: me, message: 'spring' },
    });
    expect((await events()).map(({ type }) => type)).toEqual(['incident-closed', 'incident-told']);
    expect(notifier.told).toMatchObject([
      { topicArn: names.incidentTopicArn, attributes: { change: 'closed' } },
    ]);
    expect(notifier.told[0]?.body).toContain(`Ended: closed by ${me}: spring`);
  });

  test('a closed one stays as it was', async () => {
    const { exitCode, out } = await run('close', OLD.incidentId, '-m', 'again');
    expect(exitCode).toBe(0);
    expect(out).toContain('closed: v2 was restored (gyre): it was so before, nothing was changed');
    expect(notifier.told).toEqual([]);
  });

  test('a message that does not go out is left to monitoring, and said', async () => {
    notifier.failures = 1;
    const { exitCode, err } = await run('close', OPEN.incidentId, '-m', 'spring');
    expect(exitCode).toBe(0);
    expect(err).toContain('people were not told (nobody answers)');
    expect(await stored()).toMatchObject({ status: 'closed', outbox: [{ kind: 'closed' }] });
  });

  test('needs a reason', async () => {
    expect(await run('close', OPEN.incidentId)).toMatchObject({ exitCode: 2 });
    expect((await stored()).status).toBe('open');
  });
});
