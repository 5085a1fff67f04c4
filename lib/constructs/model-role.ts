import { ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { CompiledModel } from '#core/config/compiled-model';
import { type Names, viaService } from '#lib/names';
import { trustFor } from '#lib/permissions/trust';
import { acknowledgeWildcards } from './common/acknowledge.ts';

export interface ModelRoleProps {
  readonly names: Names;
  readonly model: CompiledModel;
}

/**
 * The role of one model's jobs and endpoints: it reads and writes the model's own prefixes and nothing of another
 * model. Containers are isolated and never see it; SageMaker moves their files with it.
 */
export class ModelRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, { names, model }: ModelRoleProps) {
    super(scope, id);
    const key = (name: 'data' | 'artifacts') =>
      StringParameter.valueForStringParameter(this, names.parameter(`platform/${name}-key`));
    const staging = `${names.bucketArn('staging')}/${model.name}/*`;
    const artifacts = `${names.bucketArn('artifacts')}/models/${model.name}/*`;
    const capture = `${names.bucketArn('capture')}/${names.endpoint(model.name)}/*`;

    this.role = new Role(this, 'Role', {
      roleName: names.modelRole(model.name),
      description: `Jobs and endpoints of model ${model.name}`,
      assumedBy: trustFor('sagemaker', names.arn('sagemaker', '*')),
      managedPolicies: [
        ManagedPolicy.fromManagedPolicyArn(this, 'Telemetry', names.sharedPolicyArn('job-telemetry')),
      ],
    });
    const allow = (actions: readonly string[], resources: readonly string[], conditions = {}) =>
      this.role.addToPolicy(
        new PolicyStatement({ actions: [...actions], resources: [...resources], conditions }),
      );
    allow(['s3:GetObject'], [staging, artifacts]);
    allow(
      ['s3:PutObject', 's3:AbortMultipartUpload'],
      [staging, ...(model.serving.capture === 'native' ? [capture] : [])],
    );
    allow(['s3:ListBucket'], [names.bucketArn('staging')], {
      StringLike: { 's3:prefix': [`${model.name}/*`] },
    });
    allow(['s3:ListBucket'], [names.bucketArn('artifacts')], {
      StringLike: { 's3:prefix': [`models/${model.name}/*`] },
    });
    allow(['kms:Decrypt', 'kms:GenerateDataKey'], [key('data'), key('artifacts')], {
      StringEquals: { 'kms:ViaService': viaService('s3') },
    });
    // Volumes of jobs and endpoints are encrypted by grants that SageMaker makes for itself.
    allow(['kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'], [key('data')]);
    allow(['kms:CreateGrant'], [key('data')], { Bool: { 'kms:GrantIsForAWSResource': 'true' } });
    const policy = this.role.node.tryFindChild('DefaultPolicy');
    if (policy !== undefined) acknowledgeWildcards(policy);
  }
}
