/** A batch transform: a model is hosted for the job alone, and every object under a prefix is sent through it. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateModelCommandInput, CreateTransformJobCommandInput } from '@aws-sdk/client-sagemaker';
import { ColumnPathError, ContainerFailedError, JobFailedError } from '../errors.ts';
import { listObjects, openObject, uploadFile } from '../s3-transfer.ts';
import { parseS3Uri } from '../s3-uri.ts';
import { startModelServer } from '../serving/start-model-server.ts';
import { LONGEST_REASON } from '../training/failure-reason.ts';
import type {
  EngineHost,
  JobOutcome,
  ModelServer,
  OnSecondaryStatus,
  RunningJob,
  StopReason,
} from '../types.ts';
import { transformObject } from './transform-object.ts';
import { planTransform } from './transform-plan.ts';

const LOG_GROUP = '/aws/sagemaker/TransformJobs';
const OUTPUT_SUFFIX = '.out';

/** Statuses told: InProgress, then the final one. A failed object ends the job; outputs written before stay. */
export function startTransformJob(
  request: CreateTransformJobCommandInput,
  model: CreateModelCommandInput,
  host: EngineHost,
  on: OnSecondaryStatus,
): RunningJob {
  const name = request.TransformJobName ?? '';
  const directory = join(host.baseDirectory, 'transform', name);
  const startedAt = new Date();
  let server: ModelServer | undefined;
  let stopReason: StopReason | undefined;

  const run = async (): Promise<void> => {
    const plan = planTransform(request, model);
    on('InProgress', 'Starting the model');
    await mkdir(directory, { recursive: true });
    const log = { group: LOG_GROUP, stream: `${name}/i-${startedAt.getTime()}` };
    server = startModelServer(model, host, plan.environment, log);
    const [objects] = await Promise.all([listObjects(host.s3, plan.inputUri), server.ready]);
    const target = parseS3Uri(plan.outputUri);
    for (const { bucket, key, relative } of objects) {
      if (stopReason !== undefined) return;
      const outputPath = join(directory, 'output');
      const input = await openObject(host.s3, { bucket, key });
      await transformObject({ plan, server, uri: `s3://${bucket}/${key}`, input, outputPath });
      const outputKey = [target.key.replace(/\/+$/, ''), `${relative}${OUTPUT_SUFFIX}`]
        .filter((part) => part !== '')
        .join('/');
      await uploadFile(host.s3, {
        path: outputPath,
        bucket: target.bucket,
        key: outputKey,
        contentType: plan.accept,
        kmsKeyId: plan.kmsKeyId,
      });
    }
  };

  const finish = async (): Promise<JobOutcome> => {
    const failureReason = await run().then(() => undefined, reasonOf);
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
    const status =
      stopReason !== undefined ? 'Stopped' : failureReason === undefined ? 'Completed' : 'Failed';
    const secondaryStatus = stopReason ?? status;
    on(secondaryStatus, failureReason ?? `Transform job ${status.toLowerCase()}`);
    return {
      status,
      secondaryStatus,
      ...(status === 'Failed' && failureReason !== undefined ? { failureReason } : {}),
      startedAt,
      endedAt: new Date(),
    };
  };
  const outcome = finish();
  return {
    get pid() {
      return server?.pid;
    },
    outcome,
    async stop(why) {
      stopReason ??= why;
      await server?.stop();
      await outcome;
    },
  };
}

function reasonOf(error: unknown): string {
  const isOwn =
    error instanceof JobFailedError ||
    error instanceof ColumnPathError ||
    error instanceof ContainerFailedError;
  if (!isOwn) return `InternalServerError: ${String(error)}`.slice(0, LONGEST_REASON);
  const reason =
    error instanceof JobFailedError
      ? error.message
      : `ClientError: ${error.message}: ${error.facts.received ?? ''}`;
  return reason.slice(0, LONGEST_REASON);
}
