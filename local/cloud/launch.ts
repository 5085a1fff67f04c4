/**
 * Starts and stops the embedded cloud of a project: the emulator with its overlay, and SageMaker local.
 *
 * Both are detached, so that the command returns; each leads a process group, so that nothing is left behind; and
 * everything they write lies in one state directory.
 */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  emulatorEnvironment,
  LOCAL_ACCOUNT_ID,
  LOCAL_REGION,
  sagemakerEnvironment,
  type Environment,
} from './environment.ts';
import { withLock, type Lock } from './lock.ts';
import { assertPortFree, isReleased, LOOPBACK } from './ports.ts';
import { isRunning, type ProcessIdentity, reapOrphans, stopProcess } from './process-identity.ts';
import { requireNode24 } from './require-node.ts';
import { readRecord, readRunning, writeRunning, type RunningCloud } from './running.ts';
import { startProcess } from './start-process.ts';
import { cloudPaths, makeStateDirectory, type CloudPaths } from './state-directory.ts';

export { localEnvironment } from './environment.ts';
export { readRunning, type RunningCloud } from './running.ts';

export const DEFAULT_PORT = 4566;
export const DEFAULT_SAGEMAKER_PORT = 4567;
export const START_TIMEOUT_SECONDS = 60;
/** The emulator writes its last snapshot while it stops. */
const EMULATOR_GRACE_SECONDS = 20;
const SAGEMAKER_GRACE_SECONDS = 10;
const SAGEMAKER_ENTRY = join(import.meta.dirname, '..', 'sagemaker', 'main.ts');

export interface StartCloudOptions {
  readonly projectDirectory: string;
  /** Interpreter of the prepared environment. */
  readonly python: string;
  /** Port of the emulator. Default: 4566. */
  readonly port?: number;
  /** Port of SageMaker local. Default: the emulator's plus one. */
  readonly sagemakerPort?: number;
  /** Program of SageMaker local; `--port --state --emulator --python` are appended. Default: this repository's. */
  readonly sagemakerCommand?: readonly [string, ...string[]];
  /** Most that a SIGKILL may lose, in seconds. Default: 2. */
  readonly snapshotSeconds?: number;
  /** Default: 64 MiB. */
  readonly reservedDiskBytes?: number;
  /** More settings of the emulator. Default: none. */
  readonly emulatorSettings?: Environment;
  /** Default: silent. */
  readonly onProgress?: (line: string) => void;
}

/**
 * Starts what does not run yet; a cloud that runs whole is returned as it is.
 * @throws PortBusyError, CloudStartError, CloudLockedError, StateDirectoryError
 */
export async function startCloud(options: StartCloudOptions): Promise<RunningCloud> {
  requireNode24();
  const projectDirectory = resolve(options.projectDirectory);
  const paths = cloudPaths(projectDirectory);
  await makeStateDirectory(paths);
  return await withLock(cloudLock(paths), async () => {
    const found = await readRecord(projectDirectory);
    if (found !== undefined && isRunning(found.emulator) && isRunning(found.sagemaker)) return found;
    await stopRecorded(projectDirectory);
    const port = options.port ?? DEFAULT_PORT;
    const sagemakerPort = options.sagemakerPort ?? port + 1;
    await requirePorts(port, sagemakerPort, found !== undefined);
    // Unpacked Lambda code of a killed emulator would stay for ever: nobody else uses this folder.
    await rm(paths.tmp, { recursive: true, force: true });
    await makeStateDirectory(paths);
    return await startBoth({ ...options, projectDirectory, port, sagemakerPort });
  });
}

/**
 * What a start would say of its ports, for whoever has much to prepare before it. A cloud that runs keeps its own.
 * @throws PortBusyError
 */
export async function checkPorts({
  projectDirectory,
  port = DEFAULT_PORT,
  sagemakerPort = port + 1,
}: Pick<StartCloudOptions, 'projectDirectory' | 'port' | 'sagemakerPort'>): Promise<void> {
  if ((await readRunning(projectDirectory)) === undefined) await requirePorts(port, sagemakerPort, false);
}

/** @param wasOurs  whether they were held by this project's cloud a moment ago */
async function requirePorts(port: number, sagemakerPort: number, wasOurs: boolean): Promise<void> {
  await assertPortFree({ port, title: 'the emulator', flag: '--port', wasOurs });
  await assertPortFree({ port: sagemakerPort, title: 'SageMaker local', flag: '--sagemaker-port', wasOurs });
}

function cloudLock(paths: CloudPaths): Lock {
  return { path: paths.lock, meaning: 'the embedded cloud of this project is being started or stopped' };
}

type Settled = StartCloudOptions & { readonly port: number; readonly sagemakerPort: number };

async function startBoth(options: Settled): Promise<RunningCloud> {
  const paths = cloudPaths(options.projectDirectory);
  const progress = options.onProgress ?? (() => undefined);
  const emulatorUrl = `http://${LOOPBACK}:${options.port}`;
  const sagemakerUrl = `http://${LOOPBACK}:${options.sagemakerPort}`;
  const adminToken = randomBytes(24).toString('hex');
  const program = options.sagemakerCommand ?? [process.execPath, SAGEMAKER_ENTRY];
  progress(`starting SageMaker local on ${sagemakerUrl}`);
  // First, because the emulator goes on with interrupted executions as soon as it is up, and they ask for their jobs.
  const sagemaker = await startProcess({
    title: 'SageMaker local',
    command: [
      ...program,
      ...['--port', String(options.sagemakerPort), '--state', paths.sagemaker],
      ...['--emulator', emulatorUrl, '--python', options.python],
    ],
    environment: sagemakerEnvironment(paths, emulatorUrl, adminToken),
    workingDirectory: paths.sagemaker,
    logFile: join(paths.logs, 'sagemaker.log'),
    healthUrl: `${sagemakerUrl}/health`,
    timeoutSeconds: START_TIMEOUT_SECONDS,
  });
  let emulator: ProcessIdentity | undefined;
  try {
    progress(`starting the emulator on ${emulatorUrl}`);
    emulator = await startProcess({
      title: 'the emulator',
      command: [options.python, '-m', 'overlay'],
      environment: emulatorEnvironment({
        paths,
        port: options.port,
        sagemakerUrl,
        adminToken,
        snapshotSeconds: options.snapshotSeconds ?? 2,
        ...(options.reservedDiskBytes === undefined ? {} : { reservedDiskBytes: options.reservedDiskBytes }),
        ...(options.emulatorSettings === undefined ? {} : { settings: options.emulatorSettings }),
      }),
      workingDirectory: paths.state,
      logFile: join(paths.logs, 'emulator.log'),
      healthUrl: `${emulatorUrl}/_gyre/status`,
      isReady: (status) => status === 200,
      timeoutSeconds: START_TIMEOUT_SECONDS,
    });
    const running: RunningCloud = {
      format: 1,
      projectDirectory: options.projectDirectory,
      accountId: LOCAL_ACCOUNT_ID,
      region: LOCAL_REGION,
      startedAt: new Date().toISOString(),
      adminToken,
      python: options.python,
      emulator: { ...emulator, port: options.port, url: emulatorUrl },
      sagemaker: { ...sagemaker, port: options.sagemakerPort, url: sagemakerUrl },
    };
    await writeRunning(running);
    return running;
  } catch (error) {
    // What could not be recorded would be found by nobody.
    if (emulator !== undefined) await stopProcess(emulator, EMULATOR_GRACE_SECONDS);
    await stopProcess(sagemaker, SAGEMAKER_GRACE_SECONDS);
    throw error;
  }
}

/**
 * Stops what runs for the project.
 * @param waitSeconds  for a start that is under way; default 0, which refuses. Whoever interrupts his own start waits
 * for it: only then is it known what there is to stop.
 * @returns true when something ran
 */
export async function stopCloud(projectDirectory: string, waitSeconds = 0): Promise<boolean> {
  const paths = cloudPaths(projectDirectory);
  await makeStateDirectory(paths);
  return await withLock({ ...cloudLock(paths), waitSeconds }, () => stopRecorded(projectDirectory));
}

/** Stops the cloud and removes all it stored. @returns true when something ran */
export async function resetCloud(projectDirectory: string): Promise<boolean> {
  const paths = cloudPaths(projectDirectory);
  await makeStateDirectory(paths);
  return await withLock(cloudLock(paths), async () => {
    const wasRunning = await stopRecorded(projectDirectory);
    // Both stores together: a model package group that only one of them remembers cannot be made again.
    for (const folder of [paths.state, paths.s3, paths.tmp, paths.sagemaker, paths.logs]) {
      await rm(folder, { recursive: true, force: true });
    }
    return wasRunning;
  });
}

async function stopRecorded(projectDirectory: string): Promise<boolean> {
  const paths = cloudPaths(projectDirectory);
  const record = await readRecord(projectDirectory);
  let wasRunning = false;
  if (record !== undefined) {
    // The emulator first: executions that wait for a job are then kept as running, not failed by the job's end.
    wasRunning = (await stopProcess(record.emulator, EMULATOR_GRACE_SECONDS)) || wasRunning;
    wasRunning = (await stopProcess(record.sagemaker, SAGEMAKER_GRACE_SECONDS)) || wasRunning;
  }
  const orphans = await reapOrphans(paths.root);
  if (record !== undefined && wasRunning) {
    // Whoever starts right after this finds the ports free, also where nothing tells that they were ours.
    for (const { url } of [record.emulator, record.sagemaker]) await isReleased(Number(new URL(url).port));
  }
  await rm(paths.running, { force: true });
  return wasRunning || orphans.length > 0;
}

export interface CloudStatus {
  readonly state: 'running' | 'broken' | 'stopped';
  readonly running?: RunningCloud;
  /** What the overlay tells of itself: snapshots, resumed executions, resources that are only recorded. */
  readonly overlay?: unknown;
}

/** `broken` = one of the two processes is gone, or the emulator does not answer. */
export async function cloudStatus(projectDirectory: string): Promise<CloudStatus> {
  const running = await readRunning(projectDirectory);
  if (running === undefined) return { state: 'stopped' };
  const overlay = await fetch(`${running.emulator.url}/_gyre/status`, { signal: AbortSignal.timeout(5000) })
    .then((response): Promise<unknown> => response.json())
    .catch(() => undefined);
  const isWhole = overlay !== undefined && isRunning(running.sagemaker);
  return { state: isWhole ? 'running' : 'broken', running, ...(overlay === undefined ? {} : { overlay }) };
}
