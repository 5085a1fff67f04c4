import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { DatasetConfig } from '#core/config/dataset-config';
import { canonicalJson } from '#core/registry/canonical-json';
import { sha256Hex } from '#core/registry/identify';
import type { Names } from '#lib/names';
import { contentAsset } from './common/content-asset.ts';

export interface DatasetsProps {
  readonly names: Names;
  readonly datasets: readonly DatasetConfig[];
}

/** Each dataset's configuration as a deployed file, and the parameter by which functions find it. */
export class Datasets extends Construct {
  constructor(scope: Construct, id: string, { names, datasets }: DatasetsProps) {
    super(scope, id);
    for (const dataset of datasets) {
      const text = canonicalJson(dataset);
      const asset = contentAsset(this, `${dataset.name}-config`, 'dataset.json', text);
      new StringParameter(this, dataset.name, {
        parameterName: names.parameter(`datasets/${dataset.name}`),
        description: `Dataset ${dataset.name}`,
        stringValue: JSON.stringify({
          name: dataset.name,
          configSha256: sha256Hex(text),
          assetBucket: asset.s3BucketName,
          configKey: asset.s3ObjectKey,
        }),
      });
    }
  }
}
