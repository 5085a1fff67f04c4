import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Names } from '#lib/names';
import { acknowledgeWildcards } from './common/acknowledge.ts';

/**
 * Rights that every function, state machine or job has and that cannot be narrowed to a resource: written once, so
 * that the statements on all resources can be counted on one hand.
 */
export class SharedPolicies extends Construct {
  constructor(scope: Construct, id: string, { names }: { readonly names: Names }) {
    super(scope, id);
    this.#make(names, 'tracing', 'Writes traces: X-Ray has no resource type', [
      new PolicyStatement({
        actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        resources: ['*'],
      }),
      new PolicyStatement({
        actions: ['xray:GetSamplingRules', 'xray:GetSamplingTargets'],
        resources: ['*'],
      }),
    ]);
    this.#make(
      names,
      'log-delivery',
      'Lets Step Functions deliver its logs: deliveries have no resource type',
      [
        new PolicyStatement({
          actions: [
            'logs:CreateLogDelivery',
            'logs:GetLogDelivery',
            'logs:UpdateLogDelivery',
            'logs:DeleteLogDelivery',
            'logs:ListLogDeliveries',
            'logs:PutResourcePolicy',
            'logs:DescribeResourcePolicies',
            'logs:DescribeLogGroups',
          ],
          resources: ['*'],
        }),
      ],
    );
    this.#make(names, 'job-telemetry', 'Logs and metrics of SageMaker jobs and endpoints', [
      new PolicyStatement({
        actions: [
          'logs:CreateLogGroup',
          'logs:CreateLogStream',
          'logs:PutLogEvents',
          'logs:DescribeLogStreams',
        ],
        resources: [names.arn('logs', 'log-group:/aws/sagemaker/*')],
      }),
      new PolicyStatement({
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringLike: { 'cloudwatch:namespace': ['/aws/sagemaker/*', 'aws/sagemaker/*'] } },
      }),
    ]);
  }

  #make(
    names: Names,
    name: Parameters<Names['sharedPolicy']>[0],
    description: string,
    statements: PolicyStatement[],
  ): void {
    const policy = new ManagedPolicy(this, name, {
      managedPolicyName: names.sharedPolicy(name),
      description: `Gyre ${names.environment}: ${description}`,
      statements,
    });
    acknowledgeWildcards(policy);
  }
}
