import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { peerResults, peerTable } from '#study/peers/peer-results';
import { PEERS } from '#study/peers/peers';
import { writeSet } from '#study/peers/write-set';
import { tableText } from '#study/report/table';
import { judgeSet } from '#study/verdicts/judge-set';

const plan = { seed: 'peers', rows: 600, baselineRows: 1000, hasOracle: false };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gyre-study-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('writes the very values that the study judges, column after column', () => {
  expect(writeSet(join(folder, 'set'), plan)).toEqual(judgeSet(plan));
  const meta = JSON.parse(readFileSync(join(folder, 'set', 'meta.json'), 'utf8')) as { columns: object[] };
  expect(meta).toMatchObject({ rows: 600, baselineRows: 1000 });
  expect(meta.columns).toHaveLength(25);
  expect(meta.columns[0]).toEqual({ name: 'numeric-1', isCategory: false });
  expect(statSync(join(folder, 'set', 'window.f64')).size).toBe(25 * 600 * 8);
  expect(statSync(join(folder, 'set', 'baseline.f64')).size).toBe(25 * 1000 * 8);
});

it('scores peers beside the contenders, and names those that did not run', () => {
  const judged = judgeSet(plan);
  const [first, second] = PEERS;
  if (first === undefined || second === undefined) throw new Error('no peers');
  const knowing = judged.map((feature) => ({ ...feature, said: { [first.name]: feature.isChanged } }));
  const results = peerResults(1, judged, [
    { peer: first, features: knowing, failure: undefined },
    { peer: second, features: [], failure: 'not installed: no network' },
  ]);
  expect(results.contenders.at(-1)).toMatchObject({ name: first.name, precision: 1, recall: 1 });
  expect(results.contenders.map(({ name }) => name)).toContain('gyre');
  expect(results.failures).toEqual([{ name: second.name, reason: 'not installed: no network' }]);
  expect(tableText(peerTable(results))).toContain(`${second.name} did not run: not installed: no network.`);
});

it('pins every peer', () => {
  for (const { name, version, requirements } of PEERS)
    expect(requirements.some((one) => one.startsWith(name) && one.endsWith(`==${version}`))).toBe(true);
});
