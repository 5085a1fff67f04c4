import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  listOf,
  resourcesOf,
  type Synthesized,
  statementsIn,
  synthesizeFixture,
} from '../support/synthesize.ts';

describe('templates', () => {
  let environment: Synthesized;
  beforeAll(async () => {
    environment = await synthesizeFixture();
  });

  it('share names, never exports', () => {
    const text = JSON.stringify([...environment.templates.values()]);
    expect(text).not.toContain('Fn::ImportValue');
    expect([...environment.templates.values()].flatMap(({ Outputs = {} }) => Object.values(Outputs))).toEqual(
      [],
    );
  });

  it('fit any account, region and partition', () => {
    const text = JSON.stringify([...environment.templates.values()]);
    expect(text).not.toMatch(/arn:aws[a-z-]*:(?!states:::)/);
    expect(text).not.toMatch(/"[^"]*(us|eu|ap)-(east|west|central)-\d[^"]*amazonaws/);
  });

  it('have no custom resource and no function that nobody wrote', () => {
    const types = [...environment.templates.values()].flatMap(({ Resources }) =>
      Object.values(Resources).map(({ Type }) => Type),
    );
    expect(types.filter((type) => type.startsWith('Custom::') || type.includes('CustomResource'))).toEqual(
      [],
    );
    const handlers = resourcesOf(environment, 'AWS::Lambda::Function').map(
      ({ Properties }) => Properties['Handler'],
    );
    expect(new Set(handlers)).toEqual(new Set(['index.handler']));
  });

  it('L-05 use types that the embedded cloud knows', () => {
    const types = [...environment.templates.values()].flatMap(({ Resources }) =>
      Object.values(Resources).map(({ Type }) => Type),
    );
    expect([...new Set(types)].filter((type) => !KNOWN_LOCALLY.has(type))).toEqual([]);
  });

  it('keep what holds data', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::KMS::Key']) {
      const resources = resourcesOf(environment, type);
      expect(resources.length).toBeGreaterThan(0);
      expect(resources.every(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toBe(true);
    }
  });

  it('H-14 deny every bucket, queue and topic without TLS', () => {
    const secured = statementsIn(environment).filter(
      ({ Effect, Condition }) =>
        Effect === 'Deny' && JSON.stringify(Condition ?? {}).includes('"aws:SecureTransport":"false"'),
    );
    const count = (type: string) => secured.filter((statement) => statement.type === type).length;
    expect(count('AWS::S3::BucketPolicy')).toBe(resourcesOf(environment, 'AWS::S3::Bucket').length);
    expect(count('AWS::SQS::QueuePolicy')).toBe(resourcesOf(environment, 'AWS::SQS::Queue').length);
    expect(count('AWS::SNS::TopicPolicy')).toBe(resourcesOf(environment, 'AWS::SNS::Topic').length);
  });

  it('B-11 give every queue dead letters, and every dead-letter queue an alarm', () => {
    const queues = resourcesOf(environment, 'AWS::SQS::Queue');
    const isDeadLetters = (name: unknown) => String(name).endsWith('-dlq');
    const working = queues.filter(({ Properties }) => !isDeadLetters(Properties['QueueName']));
    expect(working.length).toBeGreaterThan(0);
    expect(working.every(({ Properties }) => Properties['RedrivePolicy'] !== undefined)).toBe(true);
    const alarms = resourcesOf(environment, 'AWS::CloudWatch::Alarm').map(
      ({ Properties }) => Properties['AlarmName'],
    );
    const dead = queues.filter(({ Properties }) => isDeadLetters(Properties['QueueName']));
    expect(dead.map(({ Properties }) => `${String(Properties['QueueName'])}-not-empty`).sort()).toEqual(
      alarms.filter((name) => String(name).includes('-dlq-')).sort(),
    );
  });

  it('A-14 give every rule target and every schedule dead letters', () => {
    const rules = resourcesOf(environment, 'AWS::Events::Rule');
    for (const { Properties } of rules) {
      for (const target of listOf(Properties['Targets'] as Record<string, unknown>[])) {
        expect(target['DeadLetterConfig']).toBeDefined();
      }
    }
    for (const { Properties } of resourcesOf(environment, 'AWS::Scheduler::Schedule')) {
      expect((Properties['Target'] as Record<string, unknown>)['DeadLetterConfig']).toBeDefined();
    }
  });

  it('write every log group down, with a key and an end', () => {
    const groups = resourcesOf(environment, 'AWS::Logs::LogGroup');
    const names = new Set(groups.map(({ Properties }) => Properties['LogGroupName']));
    for (const { Properties } of resourcesOf(environment, 'AWS::Lambda::Function')) {
      expect(names).toContain(`/aws/lambda/${String(Properties['FunctionName'])}`);
    }
    for (const { Properties } of resourcesOf(environment, 'AWS::StepFunctions::StateMachine')) {
      expect(names).toContain(`/aws/vendedlogs/states/${String(Properties['StateMachineName'])}`);
    }
    expect(groups.every(({ Properties }) => Properties['KmsKeyId'] !== undefined)).toBe(true);
    expect(groups.every(({ Properties }) => Properties['RetentionInDays'] !== undefined)).toBe(true);
  });

  it('reserve no concurrency, which new accounts do not have', () => {
    const functions = resourcesOf(environment, 'AWS::Lambda::Function');
    expect(functions.every(({ Properties }) => !('ReservedConcurrentExecutions' in Properties))).toBe(true);
    expect(functions.every(({ Properties }) => Properties['Runtime'] === 'nodejs24.x')).toBe(true);
  });

  it('A-12 let no function write where a new object triggers work', () => {
    const triggers = ['-landing-', '-capture-'];
    const writes = statementsIn(environment).filter(
      ({ Effect, Action }) => Effect === 'Allow' && listOf(Action).includes('s3:PutObject'),
    );
    const wrong = writes.filter(
      ({ Resource, owner }) =>
        owner.includes('-platform/') && triggers.some((part) => JSON.stringify(Resource).includes(part)),
    );
    // The writer of captures is set off by requests; what its objects set off, the sketch, writes elsewhere. What the
    // clock has compacted is no capture to the sketch, by its key.
    expect(
      wrong.map(({ owner }) => owner.replace(/.*\/(Serving|Monitoring)|RoleDefaultPolicy.*/g, '')),
    ).toEqual(['WriteCaptures', 'CompactCaptures']);
  });

  it('name a runbook that exists in every alarm', () => {
    for (const { Properties } of resourcesOf(environment, 'AWS::CloudWatch::Alarm')) {
      const [, runbook] =
        /Runbook: (docs\/runbooks\/[a-z-]+\.md)$/.exec(String(Properties['AlarmDescription'])) ?? [];
      expect(existsSync(runbook ?? 'no runbook')).toBe(true);
    }
  });

  it('run the maps of much to read distributed, in EXPRESS children, with results in S3', () => {
    const machine = resourcesOf(environment, 'AWS::StepFunctions::StateMachine').find(
      ({ Properties }) => Properties['StateMachineName'] === 'gyre-local-sketching',
    );
    const { States } = JSON.parse(String(machine?.Properties['DefinitionString'])) as {
      readonly States: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    expect(Object.values(States).filter(({ Type }) => Type === 'Map')).toMatchObject(
      ['ReadBatches', 'MergeLevel'].map((Label) => ({
        Label,
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } },
        ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSONL' } },
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject' },
        ToleratedFailurePercentage: 0,
      })),
    );
  });

  it('switch schedules by the environment', async () => {
    const states = (of: Synthesized) =>
      new Set(resourcesOf(of, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties['State']));
    expect(states(environment)).toEqual(new Set(['DISABLED']));
    expect(states(await synthesizeFixture('production'))).toEqual(new Set(['ENABLED']));
  });

  it('D-08 H-20 lock artifacts and the audit trail, without a way out in a regulated environment', async () => {
    const modes = (of: Synthesized) =>
      resourcesOf(of, 'AWS::S3::Bucket').flatMap(({ Properties }) => {
        const lock = JSON.stringify(Properties['ObjectLockConfiguration'] ?? {});
        const [mode] = /GOVERNANCE|COMPLIANCE/.exec(lock) ?? [];
        return mode === undefined ? [] : [mode];
      });
    expect(modes(environment)).toEqual(['GOVERNANCE', 'GOVERNANCE']);
    expect(modes(await synthesizeFixture('production'))).toEqual(['COMPLIANCE', 'COMPLIANCE']);
  });
});

/** Of the types the emulator has, those that the stacks may use; a new one needs a look at the emulator first. */
const KNOWN_LOCALLY = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::SSM::Parameter',
  'AWS::Scheduler::Schedule',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::StepFunctions::StateMachine',
]);
