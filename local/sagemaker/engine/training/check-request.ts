/** What the engine cannot play is refused in words, before anything is downloaded. */
import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { JobFailedError } from '../errors.ts';
import { requireXgboostImage } from '../supported-image.ts';

/** @throws JobFailedError naming the field of the request */
export function checkTrainingRequest(request: CreateTrainingJobCommandInput): void {
  requireXgboostImage(request.AlgorithmSpecification?.TrainingImage);
  const resources = request.ResourceConfig;
  const instances = (resources?.InstanceGroups ?? []).reduce(
    (sum, group) => sum + (group.InstanceCount ?? 1),
    resources?.InstanceCount ?? 0,
  );
  if (instances > 1)
    refuse('ResourceConfig', `${instances} instances`, 'one instance', 'train on one instance locally');
  if (request.HyperParameters?.['sagemaker_program'] === undefined) {
    refuse(
      'HyperParameters.sagemaker_program',
      'none: algorithm mode',
      'script mode',
      'set sagemaker_program and sagemaker_submit_directory',
    );
  }
  const outputCompression = request.OutputDataConfig?.CompressionType;
  if (outputCompression === 'NONE')
    refuse('OutputDataConfig.CompressionType', 'NONE', 'GZIP', 'leave it out');
  for (const channel of request.InputDataConfig ?? []) {
    const where = `channel ${channel.ChannelName ?? ''}`;
    const mode = channel.InputMode ?? request.AlgorithmSpecification?.TrainingInputMode ?? 'File';
    if (mode === 'Pipe') refuse(where, 'InputMode Pipe', 'File, FastFile', 'use File');
    const source = channel.DataSource?.S3DataSource;
    if (source?.S3DataType !== 'S3Prefix') {
      refuse(where, source?.S3DataType ?? 'no S3DataSource', 'S3Prefix', 'give the channel an S3 prefix');
    }
    if ((channel.CompressionType ?? 'None') !== 'None') {
      refuse(where, `CompressionType ${channel.CompressionType ?? ''}`, 'None', 'let the script unpack');
    }
    if ((channel.RecordWrapperType ?? 'None') !== 'None') {
      refuse(where, `RecordWrapperType ${channel.RecordWrapperType ?? ''}`, 'None', 'leave it out');
    }
  }
}

function refuse(where: string, received: string, allowed: string, fix: string): never {
  throw new JobFailedError(
    `ClientError: the local engine cannot run this job: ${where} is ${received}, allowed: ${allowed}`,
    {
      where,
      received,
      allowed,
      fix,
    },
  );
}
