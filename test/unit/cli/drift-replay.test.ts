import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerDriftCommands } from '#cli/commands/drift';
import type { Connection } from '#cli/connect';
import { environmentNames } from '#cli/environment-names';
import { envelopeSchema } from '#cli/output';
import type { RetrainRequest } from '#core/retraining/retrain-records';
import { requestKey } from '#core/registry/keys';
import { requestIdOf } from '#core/retraining/request-id';
import { farther, MODEL, monitoringRoom } from '#test/handlers/monitoring/support/monitoring-room';
import { runLine } from './support/run-line.ts';

const MONTHS = ['2024-04', '2024-05', '2024-06', '2024-07'] as const;
let folder = '';
let connection: Partial<Connection> = {};

const accepted: RetrainRequest = {
  ...{ cause: 'drift', subject: '2024-05-01', asOf: '2024-06-01T06:00:00.000Z', championVersion: 1 },
  requestId: requestIdOf({ model: MODEL, championVersion: 1, cause: 'drift', subject: '2024-05-01' }),
  ...{ requestedBy: 'alarm', status: 'ended', outcome: 'kept', refusals: [], asks: 1 },
  decidedAt: '2026-01-01T00:00:00.000Z',
};

/** Four months of traffic, judged one after the other; a little off in May, far off in June and July. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gyre-replay-'));
  const room = await monitoringRoom();
  for (const [index, month] of MONTHS.entries()) {
    const change = [undefined, ([a, b]: readonly [number, number]) => [a + 2, b] as const, farther, farther][
      index
    ];
    const day = (event: number) => `${month}-${String(1 + (event % 30)).padStart(2, '0')}T12:00:00Z`;
    await room.captured(month, room.events(month, 240), { day, ...(change === undefined ? {} : { change }) });
    const end = `2024-0${index + 5}-01T00:00:00.000Z`;
    await room.judge(`2024-0${index + 5}-01T06:00:00.000Z`, { start: `${month}-01T00:00:00.000Z`, end });
  }
  await room.record('model', MODEL, {
    ...{ sk: requestKey(accepted.requestId), entity: 'retrain-request', data: { ...accepted } },
  });
  const names = environmentNames({ environment: 'test', accountId: '0', region: 'r', partition: 'aws' });
  const buckets: Readonly<Record<string, string>> = {
    ...{ reports: 'reports', lake: 'lake', artifacts: room.environment.ARTIFACTS_BUCKET },
  };
  connection = {
    environment: 'test',
    names: { ...names, bucket: (name) => buckets[name] ?? name },
    registry: () => Promise.resolve(room.registry),
    store: () => Promise.resolve(room.store),
    parameters: () => Promise.resolve(room.parameters),
  };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function policy(text: string): Promise<string> {
  const file = join(folder, 'policy.yaml');
  await writeFile(file, text);
  return file;
}

const run = async (text: string, ...rest: readonly string[]) =>
  runLine(['drift', 'replay', '--policy', await policy(text), ...rest], {
    commands: [
      (program, context) =>
        registerDriftCommands(program, {
          ...context,
          connect: () => Promise.resolve(connection as Connection),
        }),
    ],
  });

describe('gyre drift replay', () => {
  test('under the policy that was in force every verdict is the one that was given', async () => {
    const { out, exitCode } = await run('monitoring: {}', MODEL, '--since', '100d', '--json');
    expect(exitCode).toBe(0);
    expect(envelopeSchema.parse(JSON.parse(out)).data).toMatchObject({
      replays: [
        {
          ...{ model: MODEL, windows: 4, since: '2024-04-23T06:00:00.000Z' },
          totals: { verdicts: 4, alarms: { happened: 3, replayed: 3 }, retrains: { happened: 1 } },
          lines: [
            { subject: '2024-04-01', happened: { status: 'stable' }, features: [] },
            { subject: '2024-05-01', happenedAsk: { answer: 'accepted' }, features: [] },
            { subject: '2024-06-01', replayed: { status: 'drifted', isConfirmed: true }, features: [] },
            { subject: '2024-07-01', features: [] },
          ],
        },
      ],
    });
  });

  test('a higher bar: one alarm less and the retrain a month later, with the measured time', async () => {
    const { out, exitCode } = await run('monitoring:\n  drift: { minimumThreshold: 3 }\n', '--since', '70d');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^ride-time {2}since 2024-05-23, by /);
    expect(out).toMatch(
      /drift 2024-05-01 +v1 +drifted, alarm, retrain 2024-06-01 +changed +distance drifted -> changed/,
    );
    expect(out).toMatch(/drift 2024-06-01 +v1 +drifted, alarm +drifted, alarm, retrain 2024-07-01/);
    expect(out).toContain(
      '1 alarm less, 1 retrain more; 3 of 3 verdicts differ (alarms 3 -> 2, retrains 1 -> 2)',
    );
    expect(out).toMatch(/3 windows judged again in \d+\.\d ms each; read in \d+\.\d s/);
  });

  test('a season that nobody had declared is read from the stored sketches', async () => {
    const season = 'monitoring: { drift: { season: { kind: trailing, windows: 1 }, alarmOn: new } }';
    const { out } = await run(season, MODEL);
    expect(out).toMatch(/drift 2024-06-01 +v1 +drifted, alarm +drifted, alarm/);
    expect(out).toMatch(/drift 2024-07-01 +v1 +drifted, alarm +expected +distance drifted -> expected/);
  });

  test('labels that another policy asks for keep its retrains away', async () => {
    const { out } = await run('retraining: { minimumNewLabels: 90000 }', MODEL);
    expect(out).toContain('drifted, alarm, no retrain: too-few-labels');
    expect(out).toContain('as many alarms, 1 retrain less');
  });

  test.each([
    ['a key that does not exist', 'monitoring:\n  drift:\n    minimumTreshold: 1\n', ':3:5', 'GYRE-103'],
    ['no YAML', 'monitoring: {\n', ':2:1', 'GYRE-102'],
    ['a value of another type', 'retraining:\n  cooldownDays: 60d\n', ':2:3', 'GYRE-103'],
    ['two settings that cannot both hold', 'monitoring:\n  drift: { alarmOn: new }\n', ':2:12', 'GYRE-104'],
    ['windows that were never judged', 'monitoring:\n  driftWindow: { days: 7 }\n', ':2:3', 'GYRE-104'],
  ])('a policy with %s is refused at its place', async (_, text, place, code) => {
    const { err, exitCode } = await run(text, MODEL);
    expect(exitCode).toBe(2);
    expect(err).toContain(`policy.yaml${place}`);
    expect(err).toContain(code);
  });

  test('a file that is not there, an unknown model and odd days are wrong usage', async () => {
    const missing = ['drift', 'replay', '--policy', join(folder, 'none.yaml')];
    const commands = [
      (
        program: Parameters<typeof registerDriftCommands>[0],
        context: Parameters<typeof registerDriftCommands>[1],
      ) =>
        registerDriftCommands(program, {
          ...context,
          connect: () => Promise.resolve(connection as Connection),
        }),
    ];
    expect((await runLine(missing, { commands })).exitCode).toBe(2);
    expect((await run('monitoring: {}', 'nobody')).exitCode).toBe(2);
    expect((await run('monitoring: {}', MODEL, '--since', 'June')).exitCode).toBe(2);
  });
});
