import { type CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnPolicy } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/**
 * Every finding of the rule packs that stays, with its reason. Each entry is acknowledged on the one construct that
 * has it, never on a stack, so that a new finding elsewhere still fails.
 */
export const ACKNOWLEDGED = {
  'object-keys': {
    rule: 'AwsSolutions-IAM5',
    pattern: /:s3:::[^*]*\/[^:]*\*$/,
    reason: 'object keys hold digests and dates that are unknown at deployment; bucket and action are exact',
  },
  'asset-keys': {
    rule: 'AwsSolutions-IAM5',
    pattern: /:s3:::cdk-[^*]*\/\*$/,
    reason: 'deployed configurations and source bundles are named by their content',
  },
  'log-streams': {
    rule: 'AwsSolutions-IAM5',
    pattern: /:logs:.*:log-group:[^*]*(:log-stream:)?\*$/,
    reason: 'the service names the streams of a log group',
  },
  'run-time-names': {
    rule: 'AwsSolutions-IAM5',
    pattern: /:(sagemaker:[^*]*|states:[^*]*:execution:[^*]*|cloudwatch:[^*]*:alarm:gyre-[^*]*)\*$/,
    reason:
      'jobs, models, endpoints, executions and alarms of models are named after the platform is deployed; the prefix and the action are exact',
  },
  'parameter-names': {
    rule: 'AwsSolutions-IAM5',
    pattern: /:ssm:[^*]*:parameter\/gyre\/[^*]*\*$/,
    reason: 'datasets and models of the project, which change without the platform; the path is exact',
  },
  'model-roles': {
    rule: 'AwsSolutions-IAM5',
    pattern: /:iam:[^*]*:role\/gyre-[^*]*-model-\*$/,
    reason: 'one job role per model, made by its own stack; passed to SageMaker only',
  },
  'no-resource-type': {
    rule: 'AwsSolutions-IAM5',
    pattern: /^Resource::\*$/,
    reason: 'the service has no resource type for the action',
  },
  'synchronous-functions': {
    rule: 'Serverless-LambdaDLQ',
    reason:
      'called by state machines, queues and the scheduler, which keep what failed; never asynchronously',
  },
  'queue-sources': {
    rule: 'Serverless-LambdaEventSourceMappingDestination',
    reason: 'a queue keeps failed messages by its own redrive policy; Lambda takes no destination for queues',
  },
  'last-queue': {
    rule: 'Serverless-SQSRedrivePolicy',
    reason: 'a dead-letter queue is the end of the line; an alarm watches it',
  },
  'undelivered-queue': {
    rule: 'AwsSolutions-SQS3',
    reason: 'the dead-letter queue of schedules and subscriptions, which the rule does not look at',
  },
} as const satisfies Record<string, { rule: string; reason: string; pattern?: RegExp }>;

export type Acknowledgement = keyof typeof ACKNOWLEDGED;

/** Acknowledges a whole rule on one construct. */
export function acknowledge(
  construct: IConstruct,
  name: 'synchronous-functions' | 'queue-sources' | 'last-queue' | 'undelivered-queue',
): void {
  const { rule, reason } = ACKNOWLEDGED[name];
  Validations.of(construct).acknowledge({ id: rule, reason });
}

/**
 * Acknowledges the wildcards of one policy, each by its own finding and with the reason of its family. A wildcard of
 * no family stays a finding.
 */
export function acknowledgeWildcards(policy: IConstruct): void {
  const resource = policy.node.defaultChild ?? policy;
  if (!(resource instanceof CfnPolicy) && !(resource instanceof CfnManagedPolicy)) return;
  for (const text of wildcardResources(resource, resource.policyDocument)) {
    const finding = `Resource::${text}`;
    const family = Object.values(ACKNOWLEDGED).find(
      (entry) => 'pattern' in entry && entry.pattern.test(finding),
    );
    if (family === undefined) continue;
    Validations.of(resource).acknowledge({ id: `${family.rule}[${finding}]`, reason: family.reason });
  }
}

function wildcardResources(resource: CfnResource, document: unknown): readonly string[] {
  const { Statement: statements } = Stack.of(resource).resolve(document) as {
    readonly Statement: readonly { readonly Resource?: unknown }[];
  };
  const all = statements.flatMap(
    ({ Resource: value }) => (Array.isArray(value) ? value : [value]) as unknown[],
  );
  return [...new Set(all.map(flatten).filter((text) => text.includes('*')))];
}

/** A resource with its references written as `<Name>` or `<Name.Attribute>`, as the rule packs write them. */
function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  const record = value as Readonly<Record<string, unknown>>;
  if (typeof record['Ref'] === 'string') return `<${record['Ref']}>`;
  const template = record['Fn::Sub'];
  if (typeof template === 'string') return template.replaceAll('${', '<').replaceAll('}', '>');
  const attribute = record['Fn::GetAtt'];
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  const join = record['Fn::Join'];
  if (Array.isArray(join)) {
    const [separator, parts] = join as [string, readonly unknown[]];
    return parts.map(flatten).join(separator);
  }
  return JSON.stringify(value);
}
