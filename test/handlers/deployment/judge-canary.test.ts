import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parseAttributes } from '#core/serving/capture-record';
import * as check from '#lambdas/deployment/check-release/contract';
import { checkRelease } from '#lambdas/deployment/check-release/handler';
import * as sample from '#lambdas/deployment/sample-traffic/contract';
import { sampleTraffic } from '#lambdas/deployment/sample-traffic/handler';
import * as smoke from '#lambdas/deployment/smoke-test/contract';
import { smokeTest } from '#lambdas/deployment/smoke-test/handler';
import type { Inference, InvokeAnswer, InvokeFailure, InvokeRequest } from '#ports/inference';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { fakeContext } from '#test/fakes/step-context';

const environment = {
  GYRE_ENV: 'test',
  ARTIFACTS_BUCKET: 'artifacts',
  STAGING_BUCKET: 'staging',
  CAPTURE_BUCKET: 'capture',
};
const SINCE = '2024-05-10T10:00:00.000Z';

type Model = (line: string) => string;
/** Not an empty line, but none. */
const LEFT_OUT = '(left out)';
const twice: Model = (line) => String(2 * Number(line.split(',')[0]));

/** An endpoint that answers each line by the model of the variant that was asked. */
function inferenceOf(
  models: Readonly<Record<string, Model | InvokeFailure>>,
  milliseconds: Readonly<Record<string, number>> = {},
) {
  const requests: InvokeRequest[] = [];
  const inference: Inference = {
    invoke: async (request): Promise<InvokeAnswer | InvokeFailure> => {
      requests.push(request);
      const variant = request.targetVariant ?? 'v1';
      const model = models[variant];
      if (model === undefined || 'failure' in model)
        return model ?? { failure: 'refused', message: 'no such variant' };
      const answers = request.body.split('\n').map(model);
      const body = `${answers.filter((answer) => answer !== LEFT_OUT).join('\n')}\n`;
      return {
        body,
        contentType: 'text/csv',
        invokedVariant: variant,
        milliseconds: milliseconds[variant] ?? 10,
      };
    },
  };
  return { inference, requests };
}

describe('E-08 smoke test: golden records before any traffic', () => {
  const golden = [1, 2, 3].map((value) => ({ line: `${value},x`, expected: 2 * value }));
  const run = async (model: Model | InvokeFailure, records: unknown = golden) => {
    const store = memoryObjectStore();
    await store.write(
      { bucket: 'artifacts', key: 'golden.json' },
      JSON.stringify(records),
      'application/json',
    );
    const { inference, requests } = inferenceOf({ v2: model });
    const input = smoke.inputSchema.parse({
      ...{
        deploymentId: 'dp-0123456789abcdef',
        model: 'm',
        endpointName: 'e',
        variant: 'v2',
        goldenKey: 'golden.json',
        tolerance: 1e-4,
      },
    });
    const verdict = smoke.outputSchema.parse(
      await smokeTest(input, fakeContext({ environment, adapters: { store, inference } })),
    );
    return { verdict, requests };
  };

  test('the right answers pass, and the call is marked as a smoke test of one variant', async () => {
    const { verdict, requests } = await run(twice);
    expect(verdict).toEqual({ passed: true, compared: 3, largestDifference: 0, reasons: [] });
    expect(requests).toMatchObject([{ targetVariant: 'v2', customAttributes: 'purpose=smoke' }]);
    expect(requests[0]?.inferenceId?.length).toBeLessThanOrEqual(64);
  });

  const failure = (kind: InvokeFailure['failure']): InvokeFailure => ({
    failure: kind,
    message: 'x'.repeat(5000),
  });
  test.each<readonly [string, Model | InvokeFailure]>([
    ['NaN', () => 'nan'],
    ['Infinity', () => 'inf'],
    ['nothing', () => ''],
    ['text', () => 'late'],
    ['two columns', (line) => `${twice(line)},1`],
    ['two lines a row', (line) => `${twice(line)}\n1`],
    ['JSON', () => '{"predictions": [1]}'],
    ['the answer to swapped columns', () => '0'],
    ['the right answers in the wrong order', (line) => String(8 - Number(twice(line)))],
    ['answers that are off by a hundredth', (line) => String(Number(twice(line)) * 1.01)],
    ['an error of the container', failure('model-error')],
    ['a time-out', failure('timeout')],
    ['a variant that is not there', failure('refused')],
    ['an endpoint that is not ready', failure('not-ready')],
  ])('%s fails, with a short reason', async (_, model) => {
    const { verdict } = await run(model);
    expect(verdict.passed).toBe(false);
    expect(verdict.reasons.join('').length).toBeGreaterThan(0);
    expect(verdict.reasons.join('').length).toBeLessThan(500);
  });

  test('without golden records nothing is proved', async () => {
    expect((await run(twice, [])).verdict.passed).toBe(false);
  });
});

const record = (
  index: number,
  change: { readonly purpose?: string; readonly time?: string; readonly rows?: number } = {},
) => {
  const lines = Array.from({ length: change.rows ?? 1 }, (_, row) => `${index}${row},x`);
  return JSON.stringify({
    captureData: {
      endpointInput: {
        observedContentType: 'text/csv',
        mode: 'INPUT',
        data: lines.join('\n'),
        encoding: 'CSV',
      },
      endpointOutput: {
        observedContentType: 'text/csv',
        mode: 'OUTPUT',
        data: lines.map(twice).join('\n'),
        encoding: 'CSV',
      },
    },
    eventMetadata: {
      eventId: `event-${index}`,
      customAttributes: [`purpose=${change.purpose ?? 'live'}`],
      inferenceTime: change.time ?? '2024-05-10T10:05:00Z',
    },
    eventVersion: '0',
  });
};

describe('sampling what the canary answered', () => {
  const run = async (
    objects: Readonly<Record<string, string | Uint8Array>>,
    {
      minutes = 5,
      minimumRecords = 3,
      failed = 0,
    }: { readonly minutes?: number; readonly minimumRecords?: number; readonly failed?: number } = {},
  ) => {
    const store = memoryObjectStore();
    for (const [key, body] of Object.entries(objects))
      await store.write({ bucket: 'capture', key }, body, 'application/jsonlines');
    const metrics = {
      sum: async ({ name }: { readonly name: string }) => (name === 'Invocation5XXErrors' ? failed : 0),
    };
    const now = new Date(Date.parse(SINCE) + minutes * 60_000);
    const input = sample.inputSchema.parse({
      ...{
        deploymentId: 'dp-1',
        model: 'm',
        endpointName: 'e',
        variant: 'v2',
        since: SINCE,
        modelName: 'model-2',
      },
      ...{ minimumRecords, maximumMinutes: 30 },
    });
    const answer = sample.outputSchema.parse(
      await sampleTraffic(input, fakeContext({ environment, adapters: { store, metrics }, now })),
    );
    return { store, answer };
  };
  const HOUR = 'e/v2/2024/05/10/10';

  test('enough records are written for scoring, in one order', async () => {
    const { store, answer } = await run({
      [`${HOUR}/a.jsonl`]: [record(1), record(2, { rows: 2 })].join('\n'),
    });
    expect(answer).toMatchObject({
      status: 'ready',
      records: 3,
      sampleKey: 'm/deployments/dp-1/3/sample.json',
    });
    expect(await store.readText({ bucket: 'staging', key: 'm/deployments/dp-1/3/input/rows.csv' })).toBe(
      '10,x\n20,x\n21,x\n',
    );
    const rows = JSON.parse(
      await store.readText({ bucket: 'staging', key: answer.sampleKey ?? '' }),
    ) as unknown[];
    expect(rows[1]).toEqual({ rowId: 'event-2#0', line: '20,x', answer: '40' });
    expect(answer.transformRequest).toMatchObject({ ModelName: 'model-2' });
  });

  test('F-12 smoke and shadow calls, repeats, older records and other variants do not count', async () => {
    const { answer } = await run({
      [`${HOUR}/a.jsonl`]: [
        record(1),
        record(1),
        record(2, { purpose: 'smoke' }),
        record(3, { purpose: 'shadow' }),
      ].join('\n'),
      [`${HOUR}/b.jsonl`]: record(4, { time: '2024-05-10T09:59:59Z' }),
      'e/v2/2024/05/10/09/c.jsonl': record(5),
      'e/v1/2024/05/10/10/d.jsonl': record(6),
      'e2/v2/2024/05/10/10/e.jsonl': record(7),
    });
    expect(answer).toEqual({ status: 'waiting', records: 1, requests: 0, failedRequests: 0 });
  });

  test('compressed, cut off and broken objects give what can be read of them', async () => {
    const lines = `${record(1)}\n${record(2)}\n`;
    const zipped = gzipSync(lines);
    const { answer } = await run({
      [`${HOUR}/a.jsonl.gz`]: zipped,
      [`${HOUR}/b.jsonl`]: `${record(3)}\n${record(4).slice(0, 50)}`,
      [`${HOUR}/c.jsonl.gz`]: zipped.subarray(0, zipped.length - 6),
      [`${HOUR}/d.jsonl.gz`]: Buffer.from('no archive'),
      [`${HOUR}/e.jsonl`]: `${record(5).replace('50,x', '50,\u2028')}\n`,
    });
    expect([answer.status, answer.records]).toEqual(['ready', 4]);
  });

  test.each([
    ['too few yet', { minutes: 5 }, 'waiting'],
    ['too few at the end', { minutes: 30 }, 'expired'],
    ['nothing but errors', { failed: 20 }, 'failing'],
    ['a few errors', { failed: 19 }, 'waiting'],
  ])('%s', async (_, change, status) => {
    expect((await run({}, change)).answer.status).toBe(status);
  });
});

describe('E-08 judging the canary', () => {
  const policy = {
    ...{
      minimumRecords: 3,
      identityTolerance: 1e-4,
      expectationFactor: 3,
      maximumErrorPercent: 1,
      maximumLatencyFactor: 3,
    },
    expectedDifference: { mean: 0, blockDeviation: 0.1 },
  };
  const lines = Array.from({ length: 250 }, (_, row) => `${row},x`);
  interface Case {
    readonly v1?: Model | InvokeFailure;
    readonly v2?: Model | InvokeFailure;
    readonly scores?: string;
    readonly milliseconds?: Readonly<Record<string, number>>;
    readonly failedRequests?: number;
    readonly policy?: Readonly<Record<string, unknown>>;
  }
  const run = async (given: Case = {}) => {
    const store = memoryObjectStore();
    const rows = lines.map((line, row) => ({ rowId: `e#${row}`, line, answer: twice(line) }));
    const scores = given.scores ?? `${lines.map(twice).join('\n')}\n`;
    await store.write({ bucket: 'staging', key: 'sample.json' }, JSON.stringify(rows), 'application/json');
    await store.write({ bucket: 'staging', key: 'scores' }, scores, 'text/csv');
    await store.write(
      { bucket: 'artifacts', key: 'policy.json' },
      JSON.stringify({ ...policy, ...given.policy }),
      'application/json',
    );
    const { inference, requests } = inferenceOf(
      { v1: given.v1 ?? twice, v2: given.v2 ?? twice },
      given.milliseconds,
    );
    const input = check.inputSchema.parse({
      ...{
        deploymentId: 'dp-0123456789abcdef',
        model: 'm',
        endpointName: 'e',
        newVariant: 'v2',
        oldVariant: 'v1',
      },
      ...{ sampleKey: 'sample.json', scoresKey: 'scores', policyKey: 'policy.json' },
      ...{ requests: 300, failedRequests: given.failedRequests ?? 0 },
    });
    const answer = check.outputSchema.parse(
      await checkRelease(input, fakeContext({ environment, adapters: { store, inference } })),
    );
    return { store, answer, requests };
  };

  test('a version that answers as it did offline, and as the old one does, passes', async () => {
    const { store, answer, requests } = await run();
    expect([answer.verdict, answer.reasons]).toEqual(['pass', []]);
    expect(answer.evidenceKey).toBe('models/m/deployments/dp-0123456789abcdef/release-check.json');
    const evidence = JSON.parse(await store.readText({ bucket: 'artifacts', key: answer.evidenceKey })) as {
      clauses: unknown[];
    };
    expect(evidence.clauses).toHaveLength(5);
    // Three calls to each variant, all of them kept out of windows.
    expect(requests.map(({ targetVariant }) => targetVariant).sort()).toEqual([
      'v1',
      'v1',
      'v1',
      'v2',
      'v2',
      'v2',
    ]);
    for (const { customAttributes, inferenceId } of requests) {
      expect(parseAttributes(customAttributes).purpose).toBe('shadow');
      expect(inferenceId?.length).toBeLessThanOrEqual(64);
    }
  });

  const shifted =
    (by: number): Model =>
    (line) =>
      String(Number(twice(line)) + by);
  test.each<readonly [string, Case, string]>([
    ['another artifact offline', { scores: `${lines.map(shifted(1)).join('\n')}\n` }, 'identity'],
    ['answers far from the old ones', { v2: shifted(5) }, 'expectation'],
    ['NaN to one row', { v2: (line) => (line.startsWith('7,') ? 'nan' : twice(line)) }, 'expectation'],
    ['no answer to one row', { v2: (line) => (line.startsWith('7,') ? '' : twice(line)) }, 'expectation'],
    ['too many failed requests', { failedRequests: 10 }, 'errors'],
    ['ten times as slow', { milliseconds: { v1: 50, v2: 500 } }, 'latency'],
  ])('%s fails', async (_, given, clause) => {
    const { answer } = await run(given);
    expect(answer.verdict).toBe('fail');
    expect(answer.reasons.some((reason) => reason.startsWith(`${clause}:`))).toBe(true);
  });

  test('fewer lines than rows: the missing ones are no numbers', async () => {
    const { answer } = await run({ v2: (line) => (line === lines.at(-1) ? LEFT_OUT : twice(line)) });
    expect(answer.verdict).toBe('fail');
  });

  test('a version that answers no call is never taken', async () => {
    const { answer } = await run({ v2: { failure: 'model-error', message: 'x' } });
    expect(answer.verdict).not.toBe('pass');
  });

  test('a difference that the contest saw and accepted is no reason to go back', async () => {
    const accepted = { expectedDifference: { mean: 5, blockDeviation: 0.1 } };
    expect(
      (await run({ v2: shifted(5), scores: `${lines.map(twice).join('\n')}\n`, policy: accepted })).answer
        .verdict,
    ).toBe('pass');
  });

  test('a few milliseconds more are no reason to go back', async () => {
    expect((await run({ milliseconds: { v1: 1, v2: 20 } })).answer.verdict).toBe('pass');
  });

  test('an old version that cannot be asked leaves the verdict open', async () => {
    const { answer } = await run({ v1: { failure: 'unavailable', message: 'x' } });
    expect(answer.verdict).toBe('inconclusive');
  });

  test('scores that do not cover the sample are no evidence', async () => {
    await expect(run({ scores: '1\n' })).rejects.toMatchObject({ name: 'EvidenceMissingError' });
  });
});
