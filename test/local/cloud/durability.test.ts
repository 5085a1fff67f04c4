import { CreateTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { cloudStatus, startCloud, stopCloud } from '#local/cloud/launch';
import { isRunning } from '#local/cloud/process-identity';
import { cloudPaths } from '#local/cloud/state-directory';
import { anyRole, machineArn, stateMachine } from './support/resources.ts';
import { createStack, eventually, startTestCloud, type TestCloud } from './support/test-cloud.ts';

const SNAPSHOT_SECONDS = 0.5;
let cloud: TestCloud;
afterEach(() => cloud.stop());

interface Snapshots {
  readonly lastSavedAt: string | null;
  readonly refused: string | null;
  readonly lostAfter: string | null;
}
async function snapshots(): Promise<Snapshots> {
  const { overlay } = await cloudStatus(cloud.projectDirectory);
  return (overlay as { snapshots: Snapshots }).snapshots;
}
async function kill() {
  process.kill(cloud.running.emulator.pid, 'SIGKILL');
  await eventually(async () => !isRunning(cloud.running.emulator));
}
const item = (id: string) => ({ TableName: 'rows', Item: { id: { S: id } } });
const createTable = () =>
  cloud.clients.dynamo.send(
    new CreateTableCommand({
      TableName: 'rows',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
const has = async (id: string) => {
  const found = await cloud.clients.dynamo.send(
    new GetItemCommand({ TableName: 'rows', Key: { id: { S: id } } }),
  );
  return found.Item !== undefined;
};

test('L-01 L-02 loses at most one interval at a SIGKILL, says what may be lost, and goes on with a running execution', async () => {
  cloud = await startTestCloud({ snapshotSeconds: SNAPSHOT_SECONDS });
  await createTable();
  await createStack(cloud, 'machines', {
    Role: anyRole('states.amazonaws.com'),
    Train: stateMachine('train', {
      QueryLanguage: 'JSONata',
      StartAt: 'Keep',
      States: {
        Keep: { Type: 'Pass', Assign: { kept: '{% $states.input.word %}' }, Next: 'Train' },
        Train: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sagemaker:createTrainingJob.sync',
          Arguments: { TrainingJobName: 'slow-4000' },
          Output: {
            kept: '{% $kept %}',
            status: '{% $states.result.TrainingJobStatus %}',
            input: '{% $states.context.Execution.Input %}',
          },
          End: true,
        },
      },
    }),
    Parent: stateMachine('parent', {
      StartAt: 'Child',
      States: {
        Child: {
          Type: 'Task',
          Resource: 'arn:aws:states:::states:startExecution.sync:2',
          Parameters: { StateMachineArn: machineArn('train'), 'Input.$': '$' },
          OutputPath: '$.Output',
          End: true,
        },
      },
    }),
  });
  const input = { word: 'held' };
  const { executionArn } = await cloud.clients.sfn.send(
    new StartExecutionCommand({ stateMachineArn: machineArn('parent'), input: JSON.stringify(input) }),
  );
  await cloud.clients.dynamo.send(new PutItemCommand(item('early')));
  const state = cloudPaths(cloud.projectDirectory).state;
  const saved = async (file: string, text: string) =>
    (await readFile(join(state, file), 'utf8').catch(() => '')).includes(text);
  // A snapshot that holds the row and the waiting job: nothing after it is promised.
  await eventually(
    async () => (await saved('dynamodb.json', 'early')) && (await saved('stepfunctions.json', 'slow-4000')),
    5,
  );

  await kill();
  await cloud.restart();

  expect(await has('early')).toBe(true);
  expect((await snapshots()).lostAfter).toMatch(/^20/);
  expect(await readFile(join(cloudPaths(cloud.projectDirectory).logs, 'emulator.log'), 'utf8')).toMatch(
    /may be lost/,
  );
  const done = await eventually(async () => {
    const found = await cloud.clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
    return found.status === 'RUNNING' ? undefined : found;
  });
  expect(done.status, done.cause).toBe('SUCCEEDED');
  expect(JSON.parse(done.output ?? '')).toEqual({ kept: 'held', status: 'Completed', input });
});

test('L-01 keeps everything at an ordinary stop, and calls it clean', async () => {
  cloud = await startTestCloud({ snapshotSeconds: 60 });
  await createTable();
  await cloud.clients.dynamo.send(new PutItemCommand(item('late')));
  await stopCloud(cloud.projectDirectory);
  await cloud.restart();
  expect(await has('late')).toBe(true);
  expect((await snapshots()).lostAfter).toBeNull();
  const calls = await readFile(cloudPaths(cloud.projectDirectory).iamCalls, 'utf8');
  expect(calls.split('\n').map((line) => (line === '' ? {} : (JSON.parse(line) as object)))).toContainEqual(
    expect.objectContaining({
      action: 'dynamodb:PutItem',
      resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/rows',
      decision: 'Allow',
      calls: 1,
    }),
  );
});

test('L-08 refuses writes in one clear line when the disk is full, and keeps the old snapshot', async () => {
  cloud = await startTestCloud({ snapshotSeconds: SNAPSHOT_SECONDS });
  await createTable();
  await cloud.clients.dynamo.send(new PutItemCommand(item('kept')));
  await cloud.clients.s3.send(new CreateBucketCommand({ Bucket: 'objects' }));
  await cloud.clients.s3.send(new PutObjectCommand({ Bucket: 'objects', Key: 'a', Body: 'first' }));
  await stopCloud(cloud.projectDirectory);

  // More free space is asked for than any disk has: the same as a disk with none.
  cloud.running = await startCloud({ ...cloud.options, reservedDiskBytes: Number.MAX_SAFE_INTEGER });
  await expect(cloud.clients.dynamo.send(new PutItemCommand(item('lost')))).rejects.toMatchObject({
    name: 'InsufficientStorage',
  });
  const object = { Bucket: 'objects', Key: 'a' };
  await expect(
    cloud.clients.s3.send(new PutObjectCommand({ ...object, Body: 'second' })),
  ).rejects.toMatchObject({
    name: 'InsufficientStorage',
  });
  expect((await snapshots()).refused).toMatch(/refused/);
  expect(await has('kept')).toBe(true);
  await kill();

  await cloud.restart();
  expect([await has('kept'), await has('lost')]).toEqual([true, false]);
  expect(await (await cloud.clients.s3.send(new GetObjectCommand(object))).Body?.transformToString()).toBe(
    'first',
  );
});
