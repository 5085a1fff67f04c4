import { awsName } from '../registry/aws-name.ts';
import type { CaptureRecord } from '../serving/capture-record.ts';

/** One live row: what was asked and what the new version answered. */
export interface SampledRow {
  readonly rowId: string;
  readonly line: string;
  readonly answer: string;
}

/** More rows than this say nothing more about a release and cost time. */
export const LARGEST_SAMPLE = 1000;

/**
 * Live rows of one variant's capture records since a moment: smoke and shadow calls are left out, a record that was
 * delivered twice counts once, and a large set is thinned evenly.
 */
export function sampleRows(
  records: readonly CaptureRecord[],
  since: Date,
): { readonly rows: readonly SampledRow[]; readonly total: number } {
  const seen = new Set<string>();
  const rows: SampledRow[] = [];
  for (const record of records) {
    if (record.attributes.purpose !== 'live' || seen.has(record.eventId)) continue;
    if (new Date(record.inferenceTime).getTime() < Math.floor(since.getTime() / 1000) * 1000) continue;
    seen.add(record.eventId);
    record.inputs.forEach((line, index) => {
      rows.push({ rowId: `${record.inferenceId}#${index}`, line, answer: record.outputs[index] ?? '' });
    });
  }
  const stride = Math.max(1, Math.ceil(rows.length / LARGEST_SAMPLE));
  return { rows: rows.filter((_, index) => index % stride === 0), total: rows.length };
}

/** The offline scoring of the sample by the same SageMaker model that the endpoint serves. */
export function sampleTransformRequest(facts: {
  readonly environment: string;
  readonly model: string;
  readonly deploymentId: string;
  readonly modelName: string;
  readonly stagingBucket: string;
  readonly inputPrefix: string;
  readonly outputPrefix: string;
  readonly instanceType: string;
  /** The sample grows between polls: its size is part of the job's identity. */
  readonly rows: number;
}) {
  return {
    TransformJobName: awsName(
      'transform-job',
      ['gyre', facts.environment, facts.model, 'sample'],
      [facts.deploymentId, String(facts.rows)],
    ),
    ModelName: facts.modelName,
    TransformInput: {
      DataSource: {
        S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${facts.stagingBucket}/${facts.inputPrefix}` },
      },
      ContentType: 'text/csv',
      SplitType: 'Line',
    },
    TransformOutput: {
      S3OutputPath: `s3://${facts.stagingBucket}/${facts.outputPrefix}`,
      Accept: 'text/csv',
      AssembleWith: 'Line',
    },
    TransformResources: { InstanceType: facts.instanceType, InstanceCount: 1 },
    BatchStrategy: 'MultiRecord',
    MaxPayloadInMB: 6,
    Tags: [
      { Key: 'gyre:environment', Value: facts.environment },
      { Key: 'gyre:model', Value: facts.model },
    ],
  };
}
