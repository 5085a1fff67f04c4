import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReleaseFacts } from '#core/deployment/endpoint-requests';
import { expectedDifference } from '#core/deployment/expected-difference';
import { goldenRecords } from '#core/deployment/golden-records';
import { planRelease } from '#core/deployment/release-plan';

const facts = (version: number): ReleaseFacts => ({
  ...{ environment: 'test', model: 'air-time', image: 'xgboost:1', roleArn: 'arn:role', version },
  ...{ artifactUri: `s3://artifacts/v${version}.tar.gz`, artifactSha256: `sha${version}` },
  ...{ instanceType: 'ml.m5.large', instanceCount: 1 },
});
const serving = (configName = 'previous') => ({
  endpoint: { status: 'InService', configName, servingVersion: 1, instanceCount: 3 },
  facts: facts(1),
});

test('a first release creates the endpoint with the version alone', () => {
  const plan = planRelease(facts(1), {}, 'canary', 10);
  expect(plan).toMatchObject({
    action: 'create',
    isCanary: false,
    endpointName: 'gyre-test-air-time',
    newVariant: 'v1',
  });
  expect(plan.releaseConfig).toEqual(plan.finalConfig);
  expect([plan.previousConfigName, plan.oldVariant]).toEqual([undefined, undefined]);
});

test('a canary has both versions up, the new one without traffic, the old one with its present capacity', () => {
  const plan = planRelease(facts(2), serving(), 'canary', 10);
  expect(plan).toMatchObject({
    action: 'update',
    isCanary: true,
    oldVariant: 'v1',
    newVariant: 'v2',
    previousConfigName: 'previous',
  });
  expect(plan.releaseConfig.ProductionVariants).toMatchObject([
    { VariantName: 'v1', InitialInstanceCount: 3, InitialVariantWeight: 1 },
    { VariantName: 'v2', InitialInstanceCount: 1, InitialVariantWeight: 0 },
  ]);
  expect(plan.finalConfig.ProductionVariants).toMatchObject([{ VariantName: 'v2', InitialVariantWeight: 1 }]);
  expect(
    [plan.canaryWeights, plan.fullWeights, plan.oldWeights].map((weights) =>
      weights.map((w) => w.DesiredWeight),
    ),
  ).toEqual([
    [90, 10],
    [0, 100],
    [100, 0],
  ]);
});

test('all at once: the new version alone, and the way back', () => {
  const plan = planRelease(facts(2), serving(), 'all-at-once', 10);
  expect(plan).toMatchObject({ action: 'update', isCanary: false, previousConfigName: 'previous' });
  expect(plan.releaseConfig).toEqual(plan.finalConfig);
  expect(plan.oldVariant).toBeUndefined();
});

test('a config that serves already is not applied again', () => {
  const { finalConfig } = planRelease(facts(2), serving(), 'all-at-once', 10);
  const again = planRelease(facts(2), serving(finalConfig.EndpointConfigName), 'all-at-once', 10);
  expect(again.action).toBe('none');
});

test('the same facts give the same names, others give others, all within the limit of the service', () => {
  const version = fc.integer({ min: 1, max: 99_999 });
  fc.assert(
    fc.property(version, version, (a, b) => {
      const [first, second] = [a, b].map((each) => planRelease(facts(each), serving(), 'canary', 10));
      const names = (plan = first) => [plan?.model.ModelName, plan?.releaseConfig.EndpointConfigName];
      expect(names(first)).toEqual(names(planRelease(facts(a), serving(), 'canary', 10)));
      for (const name of names()) expect(name).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/);
      if (a !== b) expect(new Set([...names(first), ...names(second)]).size).toBe(4);
    }),
  );
});

test('golden records are spread over the hold-out and hold the features alone', () => {
  const rows = Array.from({ length: 640 }, (_, row) => `${row + 1},7,${row},,x`);
  const golden = goldenRecords(
    rows,
    rows.map((_, row) => row / 2),
  );
  expect(golden).toHaveLength(64);
  expect(golden[1]).toEqual({ line: '10,,x', expected: 5 });
  expect(goldenRecords(['1,7,5'], [2])).toEqual([{ line: '5', expected: 2 }]);
  expect(goldenRecords([], [])).toEqual([]);
});

test('the expected difference is that of rows, its spread that of blocks', () => {
  expect(expectedDifference([1, 1, 4], [0, 2, 4], ['a', 'b', 'a'])).toEqual({
    mean: 0,
    blockDeviation: Math.sqrt(((0.5 + 0.25) ** 2 + (-1 + 0.25) ** 2) / 1),
  });
  expect(expectedDifference([1, 2], [0, 0], ['a', 'a']).blockDeviation).toBe(0);
});
