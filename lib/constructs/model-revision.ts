import type { Role } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { sha256Hex } from '#core/registry/identify';
import { writeModel } from '#lib/config/compile-model';
import type { ProjectModel } from '#lib/config/load-project';
import { packSource } from '#lib/config/pack-source';
import type { Names } from '#lib/names';
import { contentAsset } from './common/content-asset.ts';

export interface ModelRevisionProps {
  readonly names: Names;
  readonly model: ProjectModel;
  readonly role: Role;
}

/**
 * The model as it stands in the project: its compiled configuration and its source bundle as deployed files, and
 * one parameter that names both by digest. A run pins what the parameter says when it begins.
 */
export class ModelRevision extends Construct {
  constructor(scope: Construct, id: string, { names, model, role }: ModelRevisionProps) {
    super(scope, id);
    const { config } = model;
    const configuration = writeModel(config);
    const source = packSource({ directory: model.directory, entryPoint: config.training.entryPoint });
    const configAsset = contentAsset(this, 'Config', 'model.json', configuration.text);
    const sourceAsset = contentAsset(this, 'Source', 'sourcedir.tar.gz', source);
    new StringParameter(this, 'Parameter', {
      parameterName: names.parameter(`models/${config.name}`),
      description: `Revision of model ${config.name}`,
      stringValue: JSON.stringify({
        name: config.name,
        configSha256: configuration.sha256,
        sourceSha256: sha256Hex(source),
        assetBucket: configAsset.s3BucketName,
        configKey: configAsset.s3ObjectKey,
        sourceKey: sourceAsset.s3ObjectKey,
        jobRoleArn: role.roleArn,
        image: StringParameter.valueForStringParameter(this, names.parameter('platform/xgboost-image')),
      }),
    });
  }
}
