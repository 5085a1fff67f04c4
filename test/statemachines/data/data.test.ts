import { describe, expect, test } from 'vitest';
import type { Upload } from '#core/data/upload';
import * as commit from '#lambdas/data/commit-dataset/contract';
import { commitDataset } from '#lambdas/data/commit-dataset/handler';
import * as profile from '#lambdas/data/profile-dataset/contract';
import { profileDataset } from '#lambdas/data/profile-dataset/handler';
import * as quarantine from '#lambdas/data/quarantine-dataset/contract';
import { quarantineDataset } from '#lambdas/data/quarantine-dataset/handler';
import * as validate from '#lambdas/data/validate-dataset/contract';
import { validateDataset } from '#lambdas/data/validate-dataset/handler';
import { dataRoom, trips } from '#test/handlers/data/support/data-room';
import { readMachine } from '../support/definition.ts';
import { runMachine } from '../support/run-machine.ts';

const machine = readMachine('data');
const GOOD = 'id,at,stops,note,late\na,2024-05-01T00:00:00Z,1,,0\nb,2024-05-01T01:00:00Z,2,,1\n';
const BAD = 'id,at,stops,note,late\na,2024-05-01T00:00:00Z,77,,0\n';

type Room = ReturnType<typeof dataRoom>;

/** The functions behind the machine's placeholders, contracts included. */
function functionsOf({ context }: Room): Readonly<Record<string, (payload: unknown) => Promise<unknown>>> {
  return {
    ProfileDataset: async (payload) =>
      profile.outputSchema.parse(await profileDataset(profile.inputSchema.parse(payload), context)),
    ValidateDataset: async (payload) =>
      validate.outputSchema.parse(await validateDataset(validate.inputSchema.parse(payload), context)),
    CommitDataset: async (payload) =>
      commit.outputSchema.parse(await commitDataset(commit.inputSchema.parse(payload), context)),
    QuarantineDataset: async (payload) =>
      quarantine.outputSchema.parse(await quarantineDataset(quarantine.inputSchema.parse(payload), context)),
  };
}

/** Errors that a state's task throws, one a call, before it works again. */
type Faults = Readonly<Record<string, readonly string[]>>;

async function runUpload(room: Room, body: string, faults: Faults = {}) {
  const upload = await room.land('trips/day.csv', body);
  return { upload, ...(await execute(room, upload, faults)) };
}

async function execute(room: Room, upload: Upload, faults: Faults = {}) {
  const functions = functionsOf(room);
  const calls = new Map<string, number>();
  const sizes: number[] = [];
  const run = await runMachine(machine, upload, async (state, payload) => {
    const call = calls.get(state) ?? 0;
    calls.set(state, call + 1);
    const fault = faults[state]?.[call];
    if (fault !== undefined) throw Object.assign(new Error('injected'), { name: fault });
    const answer = await functions[state]?.(payload);
    sizes.push(Buffer.byteLength(JSON.stringify([payload, answer])));
    return answer;
  });
  return { run, calls, sizes };
}

const ALWAYS = (name: string) => Array.from({ length: 30 }, () => name);

test('an upload that keeps the contract becomes a version', async () => {
  const room = dataRoom(trips());
  const { run, upload } = await runUpload(room, GOOD);
  expect(run).toMatchObject({
    status: 'SUCCEEDED',
    output: { outcome: 'committed', dataset: 'trips', version: 1, rows: 2 },
    visited: [
      'ProfileDataset',
      'ValidateDataset',
      'ContractHolds',
      'CommitDataset',
      'UploadCommitted',
      'UploadEnded',
    ],
  });
  expect(await room.recordOf(upload.uploadId)).toMatchObject({ status: 'committed', version: 1 });
});

test('an upload that breaks the contract is quarantined with its reasons', async () => {
  const room = dataRoom(trips());
  const { run, upload } = await runUpload(room, BAD);
  expect(run.visited.at(-1)).toBe('QuarantineDataset');
  expect(await room.recordOf(upload.uploadId)).toMatchObject({
    status: 'quarantined',
    reasons: [{ code: 'range', column: 'stops', row: 1, line: 2 }],
  });
});

test('A-04 an upload that others overtook with the same keys is quarantined, not committed twice', async () => {
  const room = dataRoom(trips());
  const [first, second] = [
    await room.land('trips/a.csv', GOOD),
    await room.land('trips/b.csv', GOOD.replace(',1,,0', ',5,,0')),
  ];
  const runs = await Promise.all([execute(room, first), execute(room, second)]);
  const outcomes = runs.map(({ run }) => (run.output as { readonly outcome: string }).outcome);
  expect(outcomes.sort()).toEqual(['committed', 'quarantined']);
  expect(runs.map(({ run }) => run.visited)).toContainEqual(
    expect.arrayContaining(['CommitDataset', 'QuarantineDataset']),
  );
});

describe('B-04 each task fails for good in turn: the machine ends, and the upload has its record', () => {
  const cases = [
    ['ProfileDataset', GOOD, 'SomeBugError', 'processing-failed'],
    ['ProfileDataset', GOOD, 'ObjectGoneError', 'source-gone'],
    ['ProfileDataset', GOOD, 'States.Timeout', 'processing-failed'],
    ['ValidateDataset', GOOD, 'SomeBugError', 'processing-failed'],
    ['CommitDataset', GOOD, 'SomeBugError', 'processing-failed'],
  ] as const;
  test.each(cases)('%s (%#) %s', async (state, body, error, code) => {
    const room = dataRoom(trips());
    const { run, upload } = await runUpload(room, body, { [state]: ALWAYS(error) });
    expect(run.status).toBe('SUCCEEDED');
    expect(await room.recordOf(upload.uploadId)).toMatchObject({
      status: 'quarantined',
      reasons: [{ code }],
    });
  });

  test('QuarantineDataset: the execution fails, and the claim stays for the sweep', async () => {
    const room = dataRoom(trips());
    const { run, upload } = await runUpload(room, BAD, { QuarantineDataset: ALWAYS('SomeBugError') });
    expect(run).toMatchObject({ status: 'FAILED', error: 'UploadNotRecorded' });
    expect(await room.recordOf(upload.uploadId)).toMatchObject({ status: 'claimed' });
  });
});

describe('A-15 services that are busy for long say nothing about a file', () => {
  const states = ['ProfileDataset', 'ValidateDataset', 'CommitDataset'] as const;
  test.each(states)(
    '%s: functions are refused for some minutes, and the upload is committed',
    async (state) => {
      const room = dataRoom(trips());
      const refused = Array.from({ length: 15 }, () => 'Lambda.TooManyRequestsException');
      const { run } = await runUpload(room, GOOD, { [state]: refused });
      expect(run.output).toMatchObject({ outcome: 'committed', version: 1 });
    },
  );

  const errors = ['Lambda.TooManyRequestsException', 'RegistryContentionError', 'ServiceUnavailableError'];
  test.each(states.flatMap((state) => errors.map((error) => [state, error] as const)))(
    '%s: %s for ever: the execution fails, and the claim stays for the sweep',
    async (state, error) => {
      const room = dataRoom(trips());
      const { run, upload } = await runUpload(room, GOOD, { [state]: ALWAYS(error) });
      expect(run).toMatchObject({ status: 'FAILED', error: 'UploadPutOff' });
      expect(await room.recordOf(upload.uploadId)).toMatchObject({ status: 'claimed' });
    },
  );
});

describe('an error that passes is retried, one that stays is not', () => {
  const states = ['ProfileDataset', 'ValidateDataset', 'CommitDataset'] as const;
  test.each(states)('%s: a service that is away for a moment', async (state) => {
    const room = dataRoom(trips());
    const { run, calls } = await runUpload(room, GOOD, {
      [state]: ['ServiceUnavailableError', 'Lambda.TooManyRequestsException', 'RegistryContentionError'],
    });
    expect(run.output).toMatchObject({ outcome: 'committed' });
    expect(calls.get(state)).toBe(4);
  });

  test('A-07 an object that is gone: one attempt', async () => {
    const room = dataRoom(trips());
    const { calls } = await runUpload(room, GOOD, { ProfileDataset: ALWAYS('ObjectGoneError') });
    expect(calls.get('ProfileDataset')).toBe(1);
  });
});

test('B-14 the execution runs again after a lost answer: one version, the same answer', async () => {
  const room = dataRoom(trips());
  const { run, upload } = await runUpload(room, GOOD);
  const again = await execute(room, upload);
  expect(again.run.output).toEqual(run.output);
  expect(await room.registry.list({ kind: 'dataset', name: 'trips' }, 'VERSION#')).toHaveLength(1);
});

test('B-05 states carry references: their size does not grow with the rows or with what is wrong', async () => {
  const lines = Array.from(
    { length: 2000 },
    (_, row) => `r${row},2024-05-01T00:00:00Z,${row % 2 === 0 ? 1 : 77},,0\n`,
  );
  const { sizes } = await runUpload(dataRoom(trips()), `id,at,stops,note,late\n${lines.join('')}`);
  expect(Math.max(...sizes)).toBeLessThan(2000);
});
