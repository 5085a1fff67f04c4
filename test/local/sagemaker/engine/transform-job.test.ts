import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreateTransformJobCommandInput } from '@aws-sdk/client-sagemaker';
import { processEngine } from '#local/sagemaker/engine/process-engine';
import {
  SUM_INFERENCE,
  engineFixture,
  modelRequest,
  sumModel,
  transformRequest,
  type Fixture,
} from './engine-fixture.ts';

let fixture: Fixture;
let sum = '';
beforeAll(async () => (fixture = await engineFixture()));
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.s3.objects.clear();
  sum = sumModel(fixture);
});

const start = (
  input: string,
  change: Partial<CreateTransformJobCommandInput> = {},
  archive = sum,
  environment = {},
) =>
  processEngine.startTransformJob(
    transformRequest(input, change),
    modelRequest(archive, environment),
    fixture.host,
    () => undefined,
  );
const run = (...parameters: Parameters<typeof start>) => start(...parameters).outcome;
const withInference = (change: (code: string) => string) =>
  sumModel(fixture, change(SUM_INFERENCE), 'models/other/model.tar.gz');

describe('a transform job', () => {
  it('joins input and answer, and keeps the columns that are asked for', async () => {
    const outcome = await run(fixture.put('in/rows.csv', 'a,0,1,2\nb,1,3,4\n'));
    expect(outcome).toMatchObject({ status: 'Completed', secondaryStatus: 'Completed' });
    expect(fixture.text('scores/rows.csv.out')).toBe('a,0,3.0\nb,1,7.0\n');
  });

  it('transforms every object under the prefix, below the same names', async () => {
    fixture.put('in/x/1.csv', 'a,0,1\n');
    fixture.put('in/x/2.csv', 'b,0,2');
    fixture.put('in/3.csv', 'c,0,3\r\nd,0,4\r\n');
    fixture.put('in/empty.csv', '');
    await run(`s3://staging/in/`);
    expect(fixture.text('scores/x/1.csv.out')).toBe('a,0,1.0\n');
    expect(fixture.text('scores/x/2.csv.out')).toBe('b,0,2.0\n');
    expect(fixture.text('scores/3.csv.out')).toBe('c,0,3.0\nd,0,4.0\n');
    expect(fixture.text('scores/empty.csv.out')).toBe('');
  });

  it('keeps the order of rows over many payloads at once', async () => {
    const rows = Array.from({ length: 40_000 }, (_, index) => `id${index},0,${index},${'0'.repeat(60)}\n`);
    const input = fixture.put('in/rows.csv', rows.join(''));
    expect((await run(input, { MaxPayloadInMB: 1, MaxConcurrentTransforms: 4 })).status).toBe('Completed');
    const lines = fixture.text('scores/rows.csv.out')?.trimEnd().split('\n') ?? [];
    expect(lines).toHaveLength(40_000);
    expect(lines.every((line, index) => line === `id${index},0,${index}.0`)).toBe(true);
  });

  it('sends one record a request when asked', async () => {
    const counting = withInference((code) =>
      code.replace('return [sum(row) for row in rows]', 'return [len(rows)] * len(rows)'),
    );
    await run(fixture.put('in/r.csv', 'a,0,1\nb,0,2\n'), { BatchStrategy: 'SingleRecord' }, counting);
    expect(fixture.text('scores/r.csv.out')).toBe('a,0,1\nb,0,1\n');
  });

  it('gives answers alone without a join, and tells the container that it is a batch', async () => {
    const telling = withInference(
      () => `
import os
def model_fn(d): return None
def transform_fn(m, body, c, a):
    return "|".join(os.environ[k] for k in ("SAGEMAKER_BATCH", "SAGEMAKER_MAX_PAYLOAD_IN_MB", "SAGEMAKER_BATCH_STRATEGY", "MINE")), a
`,
    );
    await run(
      fixture.put('in/r.csv', '1\n'),
      { DataProcessing: {}, MaxPayloadInMB: 3, Environment: { MINE: 'yes' } },
      telling,
    );
    expect(fixture.text('scores/r.csv.out')).toBe('true|3|MULTI_RECORD|yes\n');
  });
});

describe('a transform job fails with the reason', () => {
  const rows = 'a,0,1\nb,0,2\nc,0,3\n';
  it.each([
    [
      'one line too few',
      (code: string) => code.replace('for value in sums', 'for value in sums[1:]'),
      /answered 2 lines for 3 records of s3:\/\/staging\/in\/r.csv/,
    ],
    ['all in one line', (code: string) => code.replace('%s\\n', '%s,'), /answered 1 lines for 3 records/],
    [
      'an error',
      (code: string) => code.replace('return [sum', 'raise KeyError("column x")\n    return [sum'),
      /answered 500 for .*column x/,
    ],
    [
      'nothing: it dies',
      (code: string) => code.replace('return [sum', 'import os; os._exit(9)\n    return [sum'),
      /did not answer/,
    ],
    ['nothing: it cannot start', () => 'raise RuntimeError("broken")', /broken/],
  ])('when the model answers %s', async (_title, change, reason) => {
    const outcome = await run(fixture.put('in/r.csv', rows), {}, withInference(change));
    expect(outcome).toMatchObject({
      status: 'Failed',
      failureReason: expect.stringMatching(reason) as unknown,
    });
    expect(fixture.text('scores/r.csv.out')).toBeUndefined();
  });

  it.each([
    ['no input', 's3://staging/none/', {}, /no S3 objects found/],
    [
      'a row without the column',
      undefined,
      { DataProcessing: { JoinSource: 'Input', InputFilter: '$[9]' } },
      /filter \$\[9\]/,
    ],
    ['a wrong filter', undefined, { DataProcessing: { InputFilter: '$.features' } }, /no column path/],
    ['another split', undefined, { TransformInput: undefined }, /S3DataType is absent/],
    ['a record above the payload', 'large', { MaxPayloadInMB: 1 }, /a record of 1500005 bytes \(line 1\)/],
  ] as const)('when there is %s', async (_title, input, change, reason) => {
    const small = fixture.put('in/r.csv', rows);
    const large = fixture.put('big/r.csv', `a,0,1,${'9'.repeat(1_500_002)}\n`);
    const uri = input === 'large' ? large : (input ?? small);
    const outcome = await run(uri, change);
    expect(outcome).toMatchObject({
      status: 'Failed',
      failureReason: expect.stringMatching(reason) as unknown,
    });
  });

  it('is Stopped when it is stopped', async () => {
    const slow = withInference((code) =>
      code.replace('return [sum', 'print("asked", flush=True); import time; time.sleep(60)\n    return [sum'),
    );
    const job = start(fixture.put('in/r.csv', rows), {}, slow);
    await expect.poll(() => fixture.lines).toContain('asked');
    await job.stop('Stopped');
    expect(await job.outcome).toMatchObject({ status: 'Stopped', secondaryStatus: 'Stopped' });
  });
});
