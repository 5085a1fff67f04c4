/** A transform request with its defaults, refused where the engine could only guess. */
import type { CreateModelCommandInput, CreateTransformJobCommandInput } from '@aws-sdk/client-sagemaker';
import { JobFailedError } from '../errors.ts';
import { parseColumnPath, pickColumns } from './column-path.ts';
import { csvCells } from './csv-cells.ts';

const DEFAULT_PAYLOAD_MB = 6;
const DEFAULT_INVOCATION_TIMEOUT_SECONDS = 600;
const CSV = 'text/csv';

export interface TransformPlan {
  readonly inputUri: string;
  readonly outputUri: string;
  readonly contentType: string;
  readonly accept: string;
  readonly isSplitByLine: boolean;
  readonly isSingleRecord: boolean;
  readonly isAssembledByLine: boolean;
  readonly isJoined: boolean;
  readonly maximumPayloadMegabytes: number;
  readonly concurrency: number;
  readonly timeoutMilliseconds: number;
  readonly kmsKeyId: string | undefined;
  /** Columns of a line that the model gets. */
  readonly filterInput: (line: string) => string;
  /** Columns of a line of output. */
  readonly filterOutput: (line: string) => string;
  /** What SageMaker adds to the container's environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** @throws JobFailedError naming the field that the local engine does not play */
export function planTransform(
  request: CreateTransformJobCommandInput,
  model: CreateModelCommandInput,
): TransformPlan {
  const { TransformInput: input, TransformOutput: output, DataProcessing: processing } = request;
  const source = input?.DataSource?.S3DataSource;
  const contentType = input?.ContentType ?? CSV;
  const isJoined = processing?.JoinSource === 'Input';
  const splitType = input?.SplitType ?? 'None';
  const hasFilter = [processing?.InputFilter, processing?.OutputFilter].some((path) => (path ?? '$') !== '$');
  require('S3DataType', source?.S3DataType, ['S3Prefix']);
  require('SplitType', splitType, ['None', 'Line']);
  require('CompressionType', input?.CompressionType ?? 'None', ['None']);
  require('InstanceCount', String(request.TransformResources?.InstanceCount ?? 1), ['1']);
  if (hasFilter || isJoined) {
    require('ContentType', contentType, [CSV]);
    require('SplitType', splitType, ['Line']);
  }
  if (isJoined) require('AssembleWith', output?.AssembleWith ?? 'None', ['Line']);
  const isSingleRecord = (request.BatchStrategy ?? 'MultiRecord') === 'SingleRecord';
  const maximumPayloadMegabytes = request.MaxPayloadInMB ?? DEFAULT_PAYLOAD_MB;
  const concurrency = Math.max(1, request.MaxConcurrentTransforms ?? 1);
  const variables = { ...model.PrimaryContainer?.Environment, ...request.Environment };
  return {
    inputUri: source?.S3Uri ?? '',
    outputUri: output?.S3OutputPath ?? '',
    contentType,
    accept: output?.Accept ?? variables['SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT'] ?? contentType,
    isSplitByLine: splitType === 'Line',
    isSingleRecord,
    isAssembledByLine: output?.AssembleWith === 'Line',
    isJoined,
    maximumPayloadMegabytes,
    concurrency,
    timeoutMilliseconds:
      (request.ModelClientConfig?.InvocationsTimeoutInSeconds ?? DEFAULT_INVOCATION_TIMEOUT_SECONDS) * 1000,
    kmsKeyId: output?.KmsKeyId,
    filterInput: columnFilter(processing?.InputFilter),
    filterOutput: columnFilter(processing?.OutputFilter),
    environment: {
      ...request.Environment,
      SAGEMAKER_BATCH: 'true',
      SAGEMAKER_BATCH_STRATEGY: isSingleRecord ? 'SINGLE_RECORD' : 'MULTI_RECORD',
      SAGEMAKER_MAX_PAYLOAD_IN_MB: String(maximumPayloadMegabytes),
      SAGEMAKER_MAX_CONCURRENT_TRANSFORMS: String(concurrency),
    },
  };
}

function columnFilter(text: string | undefined): (line: string) => string {
  const path = parseColumnPath(text ?? '$');
  if (path.kind === 'all') return (line) => line;
  return (line) => {
    const cells = csvCells(line);
    const picked = pickColumns(path, cells);
    if (picked !== undefined) return picked.join(',');
    throw new JobFailedError(
      `ClientError: the filter ${text ?? ''} asks for a column that a line of ${cells.length} cells does not have`,
      {
        received: `${cells.length} cells`,
        allowed: text ?? '$',
        fix: 'correct the filter or the input',
      },
    );
  };
}

function require(field: string, received: string | undefined, allowed: readonly string[]): void {
  if (received !== undefined && allowed.includes(received)) return;
  throw new JobFailedError(
    `ClientError: the local engine cannot run this transform: ${field} is ${received ?? 'absent'}, allowed: ${allowed.join(', ')}`,
    { where: field, received: received ?? 'absent', allowed: allowed.join(', '), fix: 'change the request' },
  );
}
