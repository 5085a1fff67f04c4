import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerReportCommands } from '#cli/commands/report';
import type { Connection } from '#cli/connect';
import { environmentNames } from '#cli/environment-names';
import type { RegisterCommands } from '#cli/load-commands';
import { decisionDocument } from '#core/training/decision-document';
import type { ContestRecord } from '#core/training/training-records';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { plainContest } from '#test/unit/training/support/sample-contest';
import { runLine } from './support/run-line.ts';

const names = environmentNames({
  ...{ environment: 'local', accountId: '000000000000', region: 'us-east-1', partition: 'aws' },
});
const [registry, store] = [memoryRegistry(), memoryObjectStore()];
const connection = { names, registry: () => Promise.resolve(registry), store: () => Promise.resolve(store) };
const commands: readonly RegisterCommands[] = [
  (program, context) =>
    registerReportCommands(program, {
      ...context,
      connect: () => Promise.resolve(connection as unknown as Connection),
    }),
];
let folder = '';
const run = (...line: readonly string[]) => runLine([...line, '--project', folder], { commands });

const contest = (contestId: string, openedAt: string, facts: Partial<ContestRecord> = {}): ContestRecord => ({
  ...{ contestId, candidateId: 'c-1', requestId: 'rr-1', cause: 'drift', asOf: '2013-06-01T06:00:00.000Z' },
  ...{ revision: 'r', datasetVersion: 5, championVersion: 1, status: 'decided', openedAt, ...facts },
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gyre-report-'));
  const { document, decision } = plainContest();
  const folderOf = (id: string) => `models/air-time/contests/${id}`;
  const judged = (id: string) => ({
    ...{ outcome: 'promoted' as const, evidenceKey: `${folderOf(id)}/evidence.json` },
    decisionKey: `${folderOf(id)}/decision.json`,
  });
  const contests = [
    contest('ct-old', '2026-01-01T00:00:00Z', judged('ct-old')),
    contest('ct-new', '2026-01-02T00:00:00Z', judged('ct-new')),
    contest('ct-open', '2026-01-03T00:00:00Z', { status: 'open' }),
  ];
  for (const id of ['ct-old', 'ct-new']) {
    const evidence = { ...document, contest: { ...document.contest, contestId: id } };
    const put = (file: string, text: string) =>
      store.write(
        { bucket: names.bucket('artifacts'), key: `${folderOf(id)}/${file}` },
        text,
        'application/json',
      );
    await put('evidence.json', JSON.stringify(evidence));
    await put('decision.json', decisionDocument(id, decision as Parameters<typeof decisionDocument>[1]));
  }
  await registry.transition({ kind: 'model', name: 'air-time' }, async () => ({
    writes: contests.map((item) => ({
      ...{ sk: `CONTEST#${item.contestId}`, entity: 'tested', expect: 'any' as const, data: { ...item } },
    })),
    event: { type: 'tested', actor: 'test', cause: 'none' },
    result: undefined,
  }));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('a contest is drawn from its stored evidence: the one named, or the newest that was judged', async () => {
  const path = (id: string) => join(folder, '.gyre', 'report', `air-time-contest-${id}.html`);
  expect((await run('report', 'air-time', '--contest', 'ct-old')).out).toBe(`${path('ct-old')}\n`);
  expect(await readFile(path('ct-old'), 'utf8')).toMatch(
    /<title>air-time: contest ct-old of 1 June 2013<\/title>/,
  );
  expect((await run('report', 'air-time', '--kind', 'contest')).out).toBe(`${path('ct-new')}\n`);
});

test('a contest that the model did not hold is answered with those it held', async () => {
  const { exitCode, err } = await run('report', 'air-time', '--contest', 'ct-none');
  expect(exitCode).toBe(2);
  expect(err).toContain('allowed   ct-old, ct-new\n');
});

test('a contest that is open has no page, and a time does not choose one', async () => {
  expect((await run('report', 'air-time', '--contest', 'ct-open')).err).toContain('still open');
  expect(await run('report', 'air-time', '--kind', 'contest', '--at', '2013-05')).toMatchObject({
    exitCode: 2,
  });
});
