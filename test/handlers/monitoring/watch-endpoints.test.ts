import { describe, expect, test } from 'vitest';
import { coverageKey } from '#core/monitoring/metrics/capture-coverage';
import * as contract from '#lambdas/monitoring/watch-endpoints/contract';
import { watchEndpoints } from '#lambdas/monitoring/watch-endpoints/handler';
import type { MetricHistory } from '#ports/metric-history';
import type { Registry } from '#ports/registry';
import { memoryMetricLog } from '#test/fakes/memory-metric-log';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { fakeContext } from '#test/fakes/step-context';
import { MODEL, monitoringRoom, watchedModel } from './support/monitoring-room.ts';

const NOW = new Date('2026-11-21T14:30:00Z');
const REPORTS = 'reports';
const variant = { EndpointName: `gyre-test-${MODEL}`, VariantName: 'v1' };

/** 26 full hours up to now: so many invocations of the variant, so many captures of the model, and its disk. */
function history(hourly: { readonly answered: number; readonly captured: number; readonly disk?: number }) {
  const each = (value: number) =>
    new Map(
      Array.from({ length: 26 }, (_, back) => [
        new Date(NOW.getTime() - (back + 1) * 3_600_000).toISOString().slice(0, 13),
        value,
      ]),
    );
  const answers: MetricHistory['hourly'] = async ({ name, namespace, dimensions }) => {
    if (namespace === 'Gyre') {
      expect({ name, dimensions }).toEqual({
        name: 'CapturedRequests',
        dimensions: { environment: 'test', model: MODEL },
      });
      return each(hourly.captured);
    }
    expect(dimensions).toEqual(variant);
    if (name === 'Invocations') return each(hourly.answered + 3);
    if (name === 'Invocation4XXErrors') return each(2);
    if (name === 'Invocation5XXErrors') return each(1);
    expect([namespace, name]).toEqual(['/aws/sagemaker/Endpoints', 'DiskUtilization']);
    return hourly.disk === undefined ? new Map() : each(hourly.disk);
  };
  return { hourly: answers };
}

async function watch(hourly: Parameters<typeof history>[0], model = watchedModel(), registry?: Registry) {
  const room = await monitoringRoom(model);
  const metrics = memoryMetricLog();
  const { store, parameters } = room;
  const adapters = {
    ...{ store, parameters, metrics, history: history(hourly) },
    registry: registry ?? room.registry,
  };
  const environment = { GYRE_ENV: 'test', REGISTRY_TABLE: 'registry', REPORTS_BUCKET: REPORTS };
  const context = fakeContext({ environment, adapters, now: NOW });
  const call = async () =>
    contract.outputSchema.parse(await watchEndpoints({ kind: 'tick', target: 'platform' }, context));
  return { room, metrics, call };
}

describe('F-04 capture that stops', () => {
  test('without a word is a coverage of 0, which is below what the alarm allows', async () => {
    const { call, metrics } = await watch({ answered: 50, captured: 0, disk: 81 });
    expect(await call()).toEqual({
      endpoints: [{ model: MODEL, version: 1, coverage: 0, diskPercent: 81 }],
    });
    expect(metrics.points().map(({ name, value, dimensions }) => ({ name, value, dimensions }))).toEqual([
      { name: 'CaptureCoverage', value: 0, dimensions: { environment: 'test', model: MODEL } },
      { name: 'FullestDisk', value: 81, dimensions: { environment: 'test' } },
    ]);
    expect(JSON.parse(metrics.lines[1] ?? '')).toMatchObject({ fullestModel: MODEL });
  });

  test.each([
    [50, 50, 1],
    [50, 40, 0.8],
    [50, 25, 0.5],
  ])('for some of %i requests an hour, of which %i are captured', async (answered, captured, share) => {
    const { call, metrics } = await watch({ answered, captured });
    expect((await call()).endpoints).toMatchObject([{ coverage: share, diskPercent: null }]);
    expect(metrics.points()).toMatchObject([{ name: 'CaptureCoverage', value: share }]);
  });

  test('is kept by the hour for the reports of its days, the same by a repeat', async () => {
    const { call, room } = await watch({ answered: 50, captured: 20 });
    await call();
    await call();
    const key = coverageKey({ model: MODEL, version: 1, day: '2026-11-21' });
    const text = await room.store.readText({ bucket: REPORTS, key });
    expect(JSON.parse(text)).toMatchObject({ model: MODEL, version: 1, day: '2026-11-21' });
    const { hours } = JSON.parse(text) as { readonly hours: readonly object[] };
    expect(hours).toHaveLength(14);
    expect(hours[0]).toEqual({ hour: '2026-11-21T00', answered: 50, captured: 20 });
  });

  test('cannot be told of with few requests, nor of a model that is not captured', async () => {
    const few = await watch({ answered: 4, captured: 0 });
    expect((await few.call()).endpoints).toMatchObject([{ coverage: null }]);
    expect(few.metrics.lines).toEqual([]);
    const unwatched = await watch(
      { answered: 50, captured: 0, disk: 20 },
      watchedModel({ serving: { capture: 'none' } }),
    );
    expect((await unwatched.call()).endpoints).toMatchObject([{ coverage: null, diskPercent: 20 }]);
    expect(unwatched.metrics.points()).toMatchObject([{ name: 'FullestDisk', value: 20 }]);
  });
});

test('a model without a champion has no endpoint to look at', async () => {
  const { call, metrics } = await watch({ answered: 50, captured: 0 }, watchedModel(), memoryRegistry());
  expect(await call()).toEqual({ endpoints: [] });
  expect(metrics.lines).toEqual([]);
});
