import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fleetFamilies, type ModelStand } from '#core/monitoring/metrics/fleet-families';

const NOTHING: ModelStand = {
  ...{
    model: 'air-time',
    versions: [],
    windows: [],
    quality: [],
    requests: [],
    contests: [],
    ledgerEvents: 0,
  },
};

test('the reference lists every family with its type and meaning', () => {
  const rows = fleetFamilies([], {}).map(({ name, type, help }) => `| \`${name}\` | ${type} | ${help} |`);
  const page = readFileSync('docs/reference/metrics.md', 'utf8');
  expect(page.split('\n').filter((line) => line.startsWith('| `gyre_'))).toEqual(rows);
});

test('a unit is the end of its name, as the format asks', () => {
  for (const { name, unit } of fleetFamilies([], {})) {
    expect(name).toMatch(/^gyre_[a-z_]+$/);
    if (unit !== undefined) expect(name.endsWith(`_${unit}`)).toBe(true);
  }
});

test('a model of which nothing is known yet has counts and no verdict', () => {
  const told = fleetFamilies([NOTHING], { environment: 'dev' }).filter(({ samples }) => samples.length > 0);
  expect(told.map(({ name }) => name)).toEqual([
    ...['gyre_model_versions', 'gyre_drift_windows', 'gyre_ledger_events'],
  ]);
  expect(told[0]?.samples).toEqual([{ labels: { environment: 'dev', model: 'air-time' }, value: 0 }]);
});

test('verdicts are those of the version that serves, the newest of each', () => {
  const window = {
    ...{ start: '2026-01-01T00:00:00Z', end: '2026-02-01T00:00:00Z', version: 2, revision: 1, rows: 10 },
    ...{ status: 'drifted', reason: 'because', sketchDigest: 'd', isConfirmed: true, ratio: 2.5 },
    ...{ reportKey: 'r', asOf: '2026-02-01T00:00:00Z', judgedAt: '2026-02-01T00:00:00Z' },
  };
  const later = { ...window, version: 1, status: 'stable', isConfirmed: false, asOf: '2026-03-01T00:00:00Z' };
  const stand = { ...NOTHING, champion: 2, windows: [window, later] };
  const of = (name: string) => fleetFamilies([stand], {}).find((family) => family.name === name)?.samples;
  expect(of('gyre_drift_confirmed')).toMatchObject([{ value: 1 }]);
  expect(of('gyre_drift_worst_ratio')).toMatchObject([{ value: 2.5 }]);
  expect(of('gyre_drift_verdict')?.filter(({ value }) => value === 1)).toMatchObject([
    { labels: { gyre_drift_verdict: 'drifted' } },
  ]);
});
