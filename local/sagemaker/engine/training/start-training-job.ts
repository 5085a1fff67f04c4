/**
 * A training job as a local process: channels in, script run as the XGBoost image runs it, model out.
 *
 * The order and the words of the secondary statuses are SageMaker's. A job that is stopped keeps the model it has
 * written so far, as on AWS; an interrupted one (the engine is going down) keeps nothing and is run again.
 */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { packDirectory } from '../archive/pack-directory.ts';
import { JobFailedError } from '../errors.ts';
import {
  containerFolders,
  imageEnvironment,
  relocateAll,
  type ContainerFolders,
} from '../process/container-environment.ts';
import { startContainer, type ContainerEnd, type ContainerProcess } from '../process/container-process.ts';
import { logPublisher } from '../process/log-lines.ts';
import { CONTAINER_DIRECTORY, pythonFacts, sandboxedCommand } from '../process/sandbox.ts';
import { downloadPrefix, uploadFile } from '../s3-transfer.ts';
import { parseS3Uri } from '../s3-uri.ts';
import type { EngineHost, JobOutcome, OnSecondaryStatus, RunningJob, StopReason } from '../types.ts';
import { checkTrainingRequest } from './check-request.ts';
import { containerInput } from './container-input.ts';
import { LONGEST_REASON, failureReason } from './failure-reason.ts';
import { readWritten, writtenFolder } from './written-files.ts';
import { placeSource } from './place-source.ts';

const LOG_GROUP = '/aws/sagemaker/TrainingJobs';
const DEFAULT_MAX_RUNTIME_SECONDS = 86_400;
const DEFAULT_GRACE_SECONDS = 120;
const INTERRUPT_GRACE_SECONDS = 2;
const TRAINING_MODULE = 'sagemaker_xgboost_container.training:main';

interface Run {
  readonly request: CreateTrainingJobCommandInput;
  readonly host: EngineHost;
  readonly on: OnSecondaryStatus;
  readonly folders: ContainerFolders;
  container?: ContainerProcess;
  stopReason?: StopReason;
}

export function startTrainingJob(
  request: CreateTrainingJobCommandInput,
  host: EngineHost,
  on: OnSecondaryStatus,
): RunningJob {
  const name = request.TrainingJobName ?? '';
  const directory = join(host.baseDirectory, 'training', name);
  const run: Run = { request, host, on, folders: containerFolders(directory) };
  const startedAt = new Date();
  const log = logPublisher((lines) =>
    host.publishLog(LOG_GROUP, `${name}/algo-1-${startedAt.getTime()}`, lines),
  );

  const finish = async (): Promise<JobOutcome> => {
    const result = await runJob(run, (line) => log.add(line)).catch((error: unknown): Ending =>
      failedBy(error),
    );
    await log.flush();
    await rm(directory, { recursive: true, force: true });
    on(result.secondaryStatus, result.failureReason ?? endMessage(result.secondaryStatus));
    return { ...result, startedAt, endedAt: new Date() };
  };
  const stop = (why: StopReason): void => {
    if (run.stopReason !== undefined) return;
    run.stopReason = why;
    if (why !== 'Interrupted') on('Stopping', 'Stopping the training job');
    run.container?.stop(
      why === 'Interrupted' ? INTERRUPT_GRACE_SECONDS : (host.stopGraceSeconds ?? DEFAULT_GRACE_SECONDS),
    );
  };
  const outcome = finish();
  return {
    get pid() {
      return run.container?.pid;
    },
    outcome,
    async stop(why) {
      stop(why);
      await outcome;
    },
  };

  type Ending = Omit<JobOutcome, 'startedAt' | 'endedAt'>;

  function failedBy(error: unknown): Ending {
    if (run.stopReason !== undefined) return { status: 'Stopped', secondaryStatus: run.stopReason };
    const reason = error instanceof JobFailedError ? error.message : `InternalServerError: ${String(error)}`;
    return { status: 'Failed', secondaryStatus: 'Failed', failureReason: reason.slice(0, LONGEST_REASON) };
  }

  async function runJob(current: Run, onLine: (line: string) => void): Promise<Ending> {
    on('Starting', 'Launching the requested instance');
    checkTrainingRequest(request);
    await rm(directory, { recursive: true, force: true });
    await prepare(current);
    const end = await train(current, onLine, () => stop('MaxRuntimeExceeded'));
    if (current.stopReason === undefined && end.code !== 0) {
      const reason = failureReason({
        exitCode: end.code,
        failureFile: await readWritten(current.folders.base, 'output/failure'),
        stderrTail: end.stderrTail,
        command: `python -m ${request.HyperParameters?.['sagemaker_program'] ?? ''}`,
      });
      return { status: 'Failed', secondaryStatus: 'Failed', failureReason: reason };
    }
    if (current.stopReason === 'Interrupted') return { status: 'Stopped', secondaryStatus: 'Interrupted' };
    on('Uploading', 'Uploading generated training model');
    const modelArtifactUri = await uploadResults(current, directory);
    return current.stopReason === undefined
      ? { status: 'Completed', secondaryStatus: 'Completed', modelArtifactUri }
      : { status: 'Stopped', secondaryStatus: current.stopReason, modelArtifactUri };
  }
}

async function prepare({ request, host, on, folders }: Run): Promise<void> {
  const { base, home, tmp } = folders;
  const made = [
    'input/config',
    'input/data',
    'model',
    'output/data',
    'output/intermediate',
    'code',
    'checkpoints',
  ];
  for (const folder of [home, tmp, ...made.map((name) => join(base, name))])
    await mkdir(folder, { recursive: true });

  const channels = request.InputDataConfig ?? [];
  on('Downloading', 'Downloading input data');
  for (const channel of channels) {
    const uri = channel.DataSource?.S3DataSource?.S3Uri ?? '';
    await downloadPrefix(host.s3, uri, join(base, 'input', 'data', channel.ChannelName ?? ''));
  }
  const input = containerInput(request, base);
  for (const [name, content] of Object.entries(input) as [keyof typeof input, unknown][]) {
    await writeFile(join(base, 'input', 'config', `${name.toLowerCase()}.json`), JSON.stringify(content));
  }
  await placeSource(request, host, base);
}

async function train(
  run: Run,
  onLine: (line: string) => void,
  onMaxRuntime: () => void,
): Promise<ContainerEnd> {
  const { request, host, folders } = run;
  const facts = await pythonFacts(host.python);
  const isIsolated = request.EnableNetworkIsolation === true;
  if (isIsolated && facts.sandbox === 'none') {
    onLine(
      'network isolation is asked for and this machine offers none: the script runs with the network it finds',
    );
  }
  if (run.stopReason !== undefined) return { code: 1, stderrTail: '' };
  const name = request.TrainingJobName ?? '';
  run.on('Training', 'Training image download completed. Training in progress.');
  run.container = startContainer({
    command: sandboxedCommand({
      python: host.python,
      facts,
      isNetworkIsolated: isIsolated,
      writable: [folders.base, folders.home, folders.tmp],
      base: folders.base,
      script: [join(CONTAINER_DIRECTORY, 'run_training.py'), folders.base],
    }),
    environment: {
      ...imageEnvironment(host.python, folders, host.region),
      SAGEMAKER_TRAINING_MODULE: TRAINING_MODULE,
      ...relocateAll(request.Environment, folders.base),
      TRAINING_JOB_NAME: name,
      TRAINING_JOB_ARN: `arn:aws:sagemaker:${host.region}:${host.accountId}:training-job/${name.toLowerCase()}`,
    },
    directory: folders.base,
    onLine,
  });
  const seconds = request.StoppingCondition?.MaxRuntimeInSeconds ?? DEFAULT_MAX_RUNTIME_SECONDS;
  // Node fires a timer of more than 2^31 ms at once.
  const timer = setTimeout(onMaxRuntime, Math.min(seconds * 1000, 2 ** 31 - 1));
  const end = await run.container.ended;
  clearTimeout(timer);
  return end;
}

/** An empty model folder uploads nothing, although the job's description names the address. */
async function uploadResults({ request, host, folders }: Run, directory: string): Promise<string> {
  const { bucket, key } = parseS3Uri(request.OutputDataConfig?.S3OutputPath ?? '');
  const prefix = [key.replace(/\/+$/, ''), request.TrainingJobName, 'output']
    .filter((part) => part !== '')
    .join('/');
  const parts = [
    { folder: 'model', file: 'model.tar.gz' },
    { folder: 'output/data', file: 'output.tar.gz' },
  ];
  for (const { folder, file } of parts) {
    const source = await writtenFolder(folders.base, folder);
    if (source === undefined || (await readdir(source)).length === 0) continue;
    const path = join(directory, file);
    await packDirectory(source, path);
    await uploadFile(host.s3, {
      path,
      bucket,
      key: `${prefix}/${file}`,
      kmsKeyId: request.OutputDataConfig?.KmsKeyId,
    });
  }
  return `s3://${bucket}/${prefix}/model.tar.gz`;
}

function endMessage(secondaryStatus: string): string {
  const messages: Readonly<Record<string, string>> = {
    Completed: 'Training job completed',
    Stopped: 'Training job stopped',
    MaxRuntimeExceeded: 'Training job ran longer than its maximum runtime',
    Interrupted: 'Training job was interrupted',
  };
  return messages[secondaryStatus] ?? '';
}
