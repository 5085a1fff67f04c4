import { expect, test } from 'vitest';
import { registerDataCommands } from '#cli/commands/data';
import { envelopeSchema } from '#cli/output';
import { runLine } from './support/run-line.ts';

const FILES = 'test/fixtures/model-monitor';
const run = (...line: readonly string[]) => runLine(line, { commands: [registerDataCommands] });

test('gyre data contract infer prints columns for a dataset.yaml, and what they cannot say beside them', async () => {
  const { out, err, exitCode } = await run(
    'data',
    'contract',
    'infer',
    '--from',
    `${FILES}/constraints.json`,
  );
  expect(exitCode).toBe(0);
  expect(out.split('\n').slice(0, 2)).toEqual([
    'columns:',
    '  - { name: "distance", type: number, nullable: true, range: { minimum: 0 } }',
  ]);
  expect(err).toContain('unheard of: left out, its type is Unknown');
});

test('gyre data profile shows the columns of a statistics.json, and hands out their bins', async () => {
  const { out } = await run('data', 'profile', `${FILES}/statistics.json`);
  expect(out).toMatch(/distance\s+number\s+4 %\s+8 bins\s+0\.5\s+6\s+8/);
  expect(out).toMatch(/carrier\s+text\s+1 %\s+2 values/);
  const answer = envelopeSchema.parse(
    JSON.parse((await run('data', 'profile', `${FILES}/statistics.json`, '--json')).out),
  );
  expect(answer).toMatchObject({ schema: 'gyre.data.profile/1', ok: true, data: { rows: 1000 } });
  expect(answer.warnings).toHaveLength(7);
});

test('a file that is none is refused with its place', async () => {
  const wrong = await run('data', 'profile', `${FILES}/constraints.json`, '--json');
  expect(wrong.exitCode).toBe(2);
  expect(envelopeSchema.parse(JSON.parse(wrong.out)).error).toMatchObject({
    ...{ code: 'GYRE-765', where: 'constraints.json:1:1 dataset', received: 'nothing' },
  });
  const missing = await run('data', 'profile', 'nowhere.json', '--json');
  expect(envelopeSchema.parse(JSON.parse(missing.out)).error).toMatchObject({ code: 'GYRE-941' });
});
