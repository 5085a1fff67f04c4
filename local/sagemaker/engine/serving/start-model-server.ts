/** A hosted model: a process under the serving contract, on a Unix socket in a folder that only this user can open. */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import { GyreError } from '#core/errors';
import { ContainerFailedError } from '../errors.ts';
import { containerFolders, imageEnvironment, relocateAll } from '../process/container-environment.ts';
import { startContainer, type ContainerProcess } from '../process/container-process.ts';
import { errorMessage } from '../process/error-message.ts';
import { logPublisher } from '../process/log-lines.ts';
import { CONTAINER_DIRECTORY, pythonFacts, sandboxedCommand } from '../process/sandbox.ts';
import type { EngineHost, LogTarget, ModelServer } from '../types.ts';
import { containerClient, type ContainerClient } from './container-client.ts';
import { placeModel, primaryContainer } from './model-files.ts';

/** AWS gives a container this long by default until /ping must answer. */
const START_TIMEOUT_MS = 60_000;
const PING_TIMEOUT_MS = 2_000;
const STOP_GRACE_SECONDS = 2;
const SERVING_MODULE = 'sagemaker_xgboost_container.serving:main';
const REASON_CHARACTERS = 600;
const LONGEST_SOCKET_PARENT = 80;

/**
 * Starts the process at once; `ready` tells when it serves.
 * @param environment  added to the model's own variables
 * @param log  default: one stream a process in /aws/sagemaker/Endpoints/<model>
 */
export function startModelServer(
  model: CreateModelCommandInput,
  host: EngineHost,
  environment: Readonly<Record<string, string>> = {},
  log?: LogTarget,
): ModelServer {
  const id = randomUUID();
  const name = model.ModelName ?? '';
  const directory = join(host.baseDirectory, 'serving', id);
  const folders = containerFolders(directory);
  const target = log ?? { group: `/aws/sagemaker/Endpoints/${name}`, stream: `AllTraffic/i-${id}` };
  const publisher = logPublisher((lines) => host.publishLog(target.group, target.stream, lines));
  let container: ContainerProcess | undefined;
  let client: ContainerClient | undefined;
  let isStopping = false;

  const start = async (): Promise<ContainerProcess | undefined> => {
    const definition = primaryContainer(model);
    const facts = await pythonFacts(host.python);
    for (const folder of [folders.home, folders.tmp, folders.base]) await mkdir(folder, { recursive: true });
    await placeModel(definition, host, folders.base);
    const socketFolder = await mkdtemp(join(socketParent(), 'gyre-'));
    socketFolders.push(socketFolder);
    if (isStopping) return undefined;
    const socketPath = join(socketFolder, 's');
    client = containerClient(socketPath);
    return startContainer({
      command: sandboxedCommand({
        python: host.python,
        facts,
        isNetworkIsolated: model.EnableNetworkIsolation === true,
        writable: [folders.base, folders.home, folders.tmp, socketFolder],
        base: folders.base,
        script: [join(CONTAINER_DIRECTORY, 'run_server.py'), folders.base, socketPath],
      }),
      environment: {
        ...imageEnvironment(host.python, folders, host.region),
        SAGEMAKER_SERVING_MODULE: SERVING_MODULE,
        OMP_NUM_THREADS: '1',
        ...relocateAll({ ...definition.Environment, ...environment }, folders.base),
      },
      directory: folders.base,
      onLine: (line) => publisher.add(line),
    });
  };

  const socketFolders: string[] = [];
  const starting = start().then((started) => (container = started));
  const exited = starting
    .then(async (started) => {
      if (started === undefined) return 'stopped before it started';
      const end = await started.ended;
      if (isStopping) return 'stopped';
      return `the container ended with exit code ${end.code}: ${errorMessage(end.stderrTail, REASON_CHARACTERS)}`;
    })
    .catch(reasonOf)
    .then(async (reason) => {
      client?.close();
      await publisher.flush();
      await Promise.all(
        [directory, ...socketFolders].map((path) => rm(path, { recursive: true, force: true })),
      );
      return { reason };
    });

  const ready = (async (): Promise<void> => {
    await Promise.race([
      // What goes wrong before the start is told by `exited`, in one form with all other ends.
      starting.then((started) => started?.ready ?? never(), never),
      exited.then(({ reason }) => Promise.reject(failed(name, reason))),
      rejectAfter(START_TIMEOUT_MS, () => failed(name, `not ready within ${START_TIMEOUT_MS / 1000} s`)),
    ]);
    const status = await client?.ping(PING_TIMEOUT_MS);
    if (status !== 200) throw failed(name, `/ping answered ${status ?? 'nothing'}`);
  })();
  // Whoever only waits for `exited` must not be hit by an unhandled rejection.
  ready.catch(() => undefined);

  return {
    get pid() {
      return container?.pid;
    },
    ready,
    exited,
    async invoke(request) {
      await ready;
      if (client === undefined) throw failed(name, 'not started');
      return client.invoke(request);
    },
    async stop() {
      isStopping = true;
      await starting.catch(() => undefined);
      container?.stop(STOP_GRACE_SECONDS);
      const timer = setTimeout(() => container?.kill(), STOP_GRACE_SECONDS * 1000);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** The path of a socket has room for 107 bytes, on some systems 103; a project's own folder may well exceed them. */
function socketParent(): string {
  return tmpdir().length <= LONGEST_SOCKET_PARENT ? tmpdir() : '/tmp';
}

function never(): Promise<void> {
  return new Promise(() => undefined);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof GyreError)) return String(error);
  return [error.message, error.facts.received].filter((part) => part !== undefined).join(': ');
}

function failed(name: string, reason: string): ContainerFailedError {
  return new ContainerFailedError('the model container did not pass the health check', {
    where: name,
    received: reason,
    allowed: '200 from /ping once the model is loaded',
    fix: "read the container's log, then correct the inference code or the model archive",
  });
}

function rejectAfter(milliseconds: number, makeError: () => Error): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(makeError()), milliseconds).unref());
}
