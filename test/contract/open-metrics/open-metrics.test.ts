/** `gyre metrics` as the official Python client reads it. */
import { beforeAll, expect, test } from 'vitest';
import { registerMetricsCommands } from '#cli/commands/metrics';
import type { Connection } from '#cli/connect';
import { environmentNames } from '#cli/environment-names';
import type { RegisterCommands } from '#cli/load-commands';
import { coverageKey } from '#core/monitoring/metrics/capture-coverage';
import { type MetricFamily, openMetricsText } from '#core/monitoring/metrics/open-metrics';
import { aliasKey, versionKey } from '#core/registry/keys';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { putMonitoredModel } from '#test/unit/cli/support/monitored-model';
import { runLine } from '#test/unit/cli/support/run-line';
import { officialParser } from './official-parser.ts';

const PREPARATION_TIMEOUT_MS = 900_000;
const ADDRESS = { environment: 'local', accountId: '000000000000', region: 'us-east-1', partition: 'aws' };

const names = environmentNames(ADDRESS);

let parse: Awaited<ReturnType<typeof officialParser>>;
beforeAll(async () => {
  parse = await officialParser();
}, PREPARATION_TIMEOUT_MS);

async function printed(): Promise<string> {
  const [registry, store] = [memoryRegistry(), memoryObjectStore()];
  await putMonitoredModel(registry, store);
  const hours = [1, 2, 3].map((hour) => ({ hour: `2026-01-02T0${hour}`, answered: 100, captured: 25 }));
  const day = { model: 'air-time', version: 1, day: '2026-01-02', hours };
  const kept = { bucket: names.bucket('reports'), key: coverageKey(day) };
  await store.write(kept, JSON.stringify(day), 'application/json');
  const version = {
    ...{ version: 1, candidateId: 'c-1', contestId: 'ct-1', revision: 'r1', configKey: 'model.json' },
    ...{ image: 'image:1', jobRoleArn: 'arn:role', artifactKey: 'v1.tar.gz', artifactSha256: 'a' },
    ...{
      datasetVersion: 1,
      trainRows: 2700,
      trainStart: '2013-01-01T00:00:00Z',
      trainEnd: '2013-03-01T00:00:00Z',
    },
    ...{ holdoutEnd: '2013-03-31T00:00:00.000Z', featuresHash: 'f', status: 'champion' },
    ...{
      promised: { metric: 'rmse', value: 12.03, low: 11, high: 13 },
      registeredAt: '2013-03-31T00:00:00Z',
    },
  };
  const alias = {
    ...{ version: 1, deploymentId: 'dp-1', asOf: '2013-03-31T00:00:00Z', configName: 'config-1' },
    since: '2026-01-01T00:00:00Z',
  };
  await registry.transition({ kind: 'model', name: 'air-time' }, async () => ({
    writes: [
      { sk: versionKey(1), entity: 'model-version', expect: 'any', data: version },
      { sk: aliasKey('champion'), entity: 'alias', expect: 'any', data: alias },
    ],
    event: { type: 'tested', actor: 'test', cause: 'none' },
    result: undefined,
  }));
  const connection: Pick<Connection, 'registry' | 'store' | 'names'> = {
    names,
    registry: () => Promise.resolve(registry),
    store: () => Promise.resolve(store),
  };
  const commands: readonly RegisterCommands[] = [
    (program, context) =>
      registerMetricsCommands(program, {
        ...context,
        connect: () => Promise.resolve(connection as Connection),
      }),
  ];
  const { out, exitCode } = await runLine(['metrics'], { commands });
  expect(exitCode).toBe(0);
  return out;
}

test('the official client reads what gyre metrics prints, family by family', async () => {
  const families = await parse(await printed());
  const of = (name: string) => families.find((family) => family.name === name);
  const labels = { environment: 'local', model: 'air-time' };
  expect(of('gyre_champion_version')?.samples).toEqual([{ name: 'gyre_champion_version', labels, value: 1 }]);
  expect(of('gyre_quality_breached')).toMatchObject({ type: 'gauge', samples: [{ labels, value: 1 }] });
  expect(of('gyre_quality_realised')?.samples).toMatchObject([
    { labels: { ...labels, metric: 'rmse' }, value: 17.46 },
  ]);
  expect(of('gyre_drift_windows')).toMatchObject({
    type: 'counter',
    samples: [{ name: 'gyre_drift_windows_total', value: 3 }],
  });
  expect(of('gyre_drift_window_end_timestamp_seconds')).toMatchObject({
    unit: 'seconds',
    samples: [{ value: Date.parse('2013-06-01T00:00:00Z') / 1000 }],
  });
  expect(of('gyre_capture_coverage_ratio')).toMatchObject({
    unit: 'ratio',
    samples: [{ labels, value: 0.25 }],
  });
  const holds = of('gyre_drift_verdict')?.samples.filter(({ value }) => value === 1);
  expect(holds?.map(({ labels: own }) => own['gyre_drift_verdict'])).toEqual(['stable']);
  for (const { help, samples } of families) {
    expect(help).toMatch(/\.$/);
    for (const sample of samples) expect(sample.labels).toMatchObject(labels);
  }
});

test('names of whatever kind come back as they were, and what is no number does not come', async () => {
  const values = ['', '"', '\\', '\n', '\\n', 'a"b\\"c', '{}', '} 1\n# EOF', 'é 模型 🚀', '# TYPE x gauge'];
  const family: MetricFamily = {
    ...{ name: 'gyre_hostile_ratio', type: 'gauge', unit: 'ratio', help: 'With "quotes" and \\ and\nlines.' },
    samples: [
      ...values.map((name, value) => ({ labels: { name }, value })),
      ...[Number.NaN, Number.POSITIVE_INFINITY].map((value) => ({ labels: { name: 'gone' }, value })),
    ],
  };
  const [parsed] = await parse(`${openMetricsText([family])}\n`);
  expect(parsed?.samples.map(({ labels }) => labels['name'])).toEqual(values);
  expect(parsed?.help).toBe(family.help);
});

test('no figure at all is a text too', async () => {
  expect(await parse(`${openMetricsText([])}\n`)).toEqual([]);
});
