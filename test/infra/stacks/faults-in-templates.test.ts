import { beforeAll, describe, expect, it } from 'vitest';
import { readDefinition } from '#lib/constructs/common/state-machine-from-file';
import { MACHINES } from '#lib/names';
import {
  listOf,
  type Resource,
  resourcesOf,
  statementsIn,
  type Synthesized,
  synthesizeFixture,
} from '../support/synthesize.ts';

/** Faults that cannot happen because of how the stacks are wired. */
describe('the wiring of the stacks', () => {
  let environment: Synthesized;
  beforeAll(async () => {
    environment = await synthesizeFixture();
  });
  const propertiesOf = (type: string) => {
    const found = resourcesOf(environment, type).map(({ Properties }) => Properties);
    expect(found.length).toBeGreaterThan(0);
    return found;
  };
  const bucketNamed = (part: string) => {
    const found = propertiesOf('AWS::S3::Bucket').find(({ BucketName }) =>
      JSON.stringify(BucketName).includes(`-${part}-`),
    );
    return (found?.['LifecycleConfiguration'] as { readonly Rules: readonly Record<string, unknown>[] })
      .Rules;
  };

  it('A-06 hears of an upload when it is complete, and clears parts of others after seven days', () => {
    for (const { EventPattern } of propertiesOf('AWS::Events::Rule')) {
      const pattern = EventPattern as Readonly<Record<string, readonly string[]>> | undefined;
      // S3 tells of an upload in parts once, when it is completed.
      if (pattern?.['source']?.includes('aws.s3')) expect(pattern['detail-type']).toEqual(['Object Created']);
    }
    for (const { LifecycleConfiguration } of propertiesOf('AWS::S3::Bucket')) {
      expect(JSON.stringify(LifecycleConfiguration)).toContain(
        '"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":7}',
      );
    }
  });

  it('A-15 every queue keeps at most ten functions busy, and what waits for days', () => {
    for (const { ScalingConfig } of propertiesOf('AWS::Lambda::EventSourceMapping')) {
      const { MaximumConcurrency } = ScalingConfig as { readonly MaximumConcurrency: number };
      expect(MaximumConcurrency).toBeGreaterThanOrEqual(2);
      expect(MaximumConcurrency).toBeLessThanOrEqual(10);
    }
    for (const { MessageRetentionPeriod } of propertiesOf('AWS::SQS::Queue'))
      expect(MessageRetentionPeriod).toBeGreaterThanOrEqual(4 * 24 * 3600);
  });

  it('B-12 a message may be received three times, and stays hidden six times as long as its function runs', () => {
    const byId = (type: string) =>
      new Map(
        resourcesOf(environment, type).map((resource) => [`${resource.stack}/${resource.id}`, resource]),
      );
    const queues = byId('AWS::SQS::Queue');
    const functions = byId('AWS::Lambda::Function');
    const sources = resourcesOf(environment, 'AWS::Lambda::EventSourceMapping');
    expect(sources.length).toBeGreaterThan(0);
    for (const { stack, Properties } of sources) {
      const source = Properties['EventSourceArn'] as { readonly 'Fn::GetAtt': readonly string[] };
      const queue = queues.get(`${stack}/${source['Fn::GetAtt'][0] ?? ''}`) as Resource;
      const target = functions.get(
        `${stack}/${(Properties['FunctionName'] as { readonly Ref: string }).Ref}`,
      );
      const { maxReceiveCount } = queue.Properties['RedrivePolicy'] as { readonly maxReceiveCount: number };
      expect(maxReceiveCount).toBeGreaterThanOrEqual(3);
      expect(queue.Properties['VisibilityTimeout']).toBeGreaterThanOrEqual(
        6 * Number(target?.Properties['Timeout']),
      );
    }
  });

  it('B-18 every function of a queue returns what failed, and nothing else', () => {
    for (const { FunctionResponseTypes } of propertiesOf('AWS::Lambda::EventSourceMapping')) {
      expect(FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    }
  });

  it('C-10 no rule listens to SageMaker: what its events say is believed by nobody', () => {
    const sources = propertiesOf('AWS::Events::Rule').flatMap(
      ({ EventPattern }) => (EventPattern as { readonly source: readonly string[] }).source,
    );
    expect(new Set(sources)).toEqual(new Set(['aws.s3']));
  });

  it('C-10 machines wait for a job by the service, and ask how an endpoint is before they go on', () => {
    let seen = 0;
    for (const machine of MACHINES) {
      const { integrations } = readDefinition(machine);
      const changes = integrations.filter((name) =>
        /sagemaker:(create|update)\w*(Job|Endpoint\b|Weights)/.test(name),
      );
      const endpoints = changes.filter((name) => name.includes('Endpoint'));
      expect(changes.filter((name) => name.includes('Job') && !name.endsWith('.sync'))).toEqual([]);
      if (endpoints.length > 0) expect(integrations).toContain('aws-sdk:sagemaker:describeEndpoint');
      seen += changes.length;
    }
    expect(seen).toBeGreaterThan(5);
  });

  it('D-09 no rule ends an artifact or a dataset, and what was written over stays a year', () => {
    for (const rules of [bucketNamed('artifacts'), bucketNamed('lake')]) {
      for (const rule of rules) {
        expect(Object.keys(rule).filter((key) => /^Expiration|^Transition/.test(key))).toEqual([]);
        expect(rule['NoncurrentVersionExpiration']).toEqual({ NoncurrentDays: 365 });
      }
    }
  });

  it('E-11 no stack holds a model, config or endpoint: releases alone make them', () => {
    const types = [...environment.templates.values()].flatMap(({ Resources }) =>
      Object.values(Resources).map(({ Type }) => Type),
    );
    expect(types.length).toBeGreaterThan(100);
    expect(types.filter((type) => type.startsWith('AWS::SageMaker::'))).toEqual([]);
  });

  it('G-10 every alarm says what missing data means', () => {
    const meanings = propertiesOf('AWS::CloudWatch::Alarm').map(({ TreatMissingData }) => TreatMissingData);
    expect(
      [...new Set(meanings)].every((meaning) =>
        ['breaching', 'notBreaching', 'ignore'].includes(String(meaning)),
      ),
    ).toBe(true);
  });

  it('H-12 every role is assumed by one service; one that acts on orders from outside names whose', () => {
    const sources = new Map<string, Set<string>>();
    for (const { AssumeRolePolicyDocument } of propertiesOf('AWS::IAM::Role')) {
      const { Statement } = AssumeRolePolicyDocument as { readonly Statement: unknown };
      for (const statement of listOf(Statement) as readonly Record<string, unknown>[]) {
        const { Principal, Condition } = statement;
        expect(Object.keys(Principal as object)).toEqual(['Service']);
        const { Service } = Principal as { readonly Service: string };
        const source = (Condition as { readonly ArnLike?: Readonly<Record<string, unknown>> } | undefined)
          ?.ArnLike?.['aws:SourceArn'];
        const text = source === undefined ? 'none' : flattened(source);
        sources.set(Service, (sources.get(Service) ?? new Set()).add(text));
        if (source === undefined) continue;
        expect(Condition).toEqual({
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': source },
        });
      }
    }
    const here = '<AWS::Region>:<AWS::AccountId>';
    const machine = (name: string) => `states:${here}:stateMachine:gyre-local-${name}*`;
    expect(Object.fromEntries([...sources].map(([service, arns]) => [service, [...arns].sort()]))).toEqual({
      // Documents no source for the roles of functions: a condition would refuse all of them.
      'lambda.amazonaws.com': ['none'],
      'states.amazonaws.com': ['data', 'deployment', 'monitoring', 'sketching', 'training'].map(machine),
      'scheduler.amazonaws.com': [`scheduler:${here}:schedule-group/gyre-local`],
      'sagemaker.amazonaws.com': [`sagemaker:${here}:*`],
    });
  });

  it('H-12 every service that sends to a queue or topic is admitted for one source, never for all', () => {
    const statements = statementsIn(environment).filter(
      ({ type, Effect }) => /Queue|Topic/.test(type) && Effect === 'Allow',
    );
    expect(statements.length).toBeGreaterThan(5);
    for (const { Principal, Condition, owner } of statements) {
      expect(Object.keys(Principal as object), owner).toEqual(['Service']);
      expect(JSON.stringify(Condition), owner).toMatch(/aws:Source(Arn|Account)/);
    }
  });
});

/** An ARN without its partition, references written as `<Name>`. */
function flattened(arn: unknown): string {
  const { 'Fn::Join': join } = arn as { readonly 'Fn::Join': [string, readonly unknown[]] };
  return join[1]
    .map((part) => (typeof part === 'string' ? part : `<${(part as { readonly Ref: string }).Ref}>`))
    .join('')
    .replace('arn:<AWS::Partition>:', '');
}
