/** `gyre local up|down|status|reset|logs`: the embedded cloud of a project. */
import { FilterLogEventsCommand, CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { InvalidArgumentError, type Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bringUp } from '#local/cloud/bring-up';
import { CloudNotRunningError } from '#local/cloud/errors';
import {
  cloudStatus,
  localEnvironment,
  readRunning,
  resetCloud,
  stopCloud,
  type RunningCloud,
} from '#local/cloud/launch';
import { cloudPaths } from '#local/cloud/state-directory';

const LOG_LINES = 100;
const LARGEST_PORT = 65_535;

/** What every command returns: plain data, which the caller prints for people or as JSON. */
export interface CommandResult<Data> {
  readonly ok: boolean;
  readonly data: Data;
}

/** What the commands take from the program around them. */
export interface LocalCommandContext {
  /** Folder of the user's project, from --project. */
  projectDirectory(): string;
  /** Prints a result and sets the exit code. */
  print(result: CommandResult<unknown>): void;
  /** Prints a line of progress where it cannot mix with the result. */
  progress(line: string): void;
}

export interface LocalUpOptions {
  readonly projectDirectory: string;
  /** Default: 4566. */
  readonly port?: number;
  /** Default: the emulator's plus one. */
  readonly sagemakerPort?: number;
  /** Default: silent. */
  readonly onProgress?: (line: string) => void;
}

export async function localUp(options: LocalUpOptions) {
  const running = await bringUp({ ...options, onProgress: options.onProgress ?? (() => undefined) });
  return { ok: true, data: { ...describeRunning(running), environment: localEnvironment(running) } };
}

export async function localDown(projectDirectory: string) {
  return { ok: true, data: { wasRunning: await stopCloud(projectDirectory) } };
}

/** `ok` is false when the cloud is broken: one of its two processes is gone. */
export async function localStatus(projectDirectory: string) {
  const { state, running, overlay } = await cloudStatus(projectDirectory);
  const data = { state, ...(running === undefined ? {} : describeRunning(running)), overlay };
  return { ok: state !== 'broken', data };
}

/** Stops the cloud and forgets all it stored; `.gyre` beside it and the project stay. */
export async function localReset(projectDirectory: string) {
  return {
    ok: true,
    data: { wasRunning: await resetCloud(projectDirectory), removed: cloudPaths(projectDirectory).root },
  };
}

/**
 * The newest log lines of a Lambda, or of the cloud's own two processes when no function is named.
 * @throws CloudNotRunningError when a function's logs are asked for and no cloud runs
 */
export async function localLogs(projectDirectory: string, functionName?: string) {
  if (functionName === undefined) {
    const { logs } = cloudPaths(projectDirectory);
    const [emulator, sagemaker] = await Promise.all(
      ['emulator.log', 'sagemaker.log'].map(async (name) => await lastLines(join(logs, name))),
    );
    return { ok: true, data: { emulator, sagemaker } };
  }
  const running = await readRunning(projectDirectory);
  if (running === undefined) {
    throw new CloudNotRunningError('the embedded cloud of this project is not running', {
      where: cloudPaths(projectDirectory).running,
      fix: 'start it with `gyre local up`',
    });
  }
  const client = new CloudWatchLogsClient({
    endpoint: running.emulator.url,
    region: running.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    const found = await client.send(
      new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${functionName}` }),
    );
    const lines = (found.events ?? []).slice(-LOG_LINES).map((event) => event.message?.trimEnd() ?? '');
    return { ok: true, data: { function: functionName, lines } };
  } finally {
    client.destroy();
  }
}

export function registerLocalCommands(program: Command, context: LocalCommandContext): void {
  const local = program
    .command('local')
    .description('the embedded cloud of this project, on this machine only');
  local
    .command('up')
    .description('prepare, start and deploy the project into it; what runs already is left as it is')
    .option('--port <number>', 'port of the emulator (default 4566)', parsePort)
    .option('--sagemaker-port <number>', 'port of SageMaker local (default: the next one)', parsePort)
    .action(async (options: { port?: number; sagemakerPort?: number }) => {
      const projectDirectory = context.projectDirectory();
      context.print(
        await localUp({ ...options, projectDirectory, onProgress: (line) => context.progress(line) }),
      );
    });
  local
    .command('down')
    .description('stop it; what it stored is kept')
    .action(async () => context.print(await localDown(context.projectDirectory())));
  local
    .command('status')
    .description('whether it runs, where, and since which snapshot its state is safe')
    .action(async () => context.print(await localStatus(context.projectDirectory())));
  local
    .command('reset')
    .description('stop it and remove all it stored')
    .action(async () => context.print(await localReset(context.projectDirectory())));
  local
    .command('logs [function]')
    .description('newest log lines of a Lambda, or of the cloud itself')
    .action(async (name?: string) => context.print(await localLogs(context.projectDirectory(), name)));
}

/** The admin token stays in running.json, which only its owner reads. */
function describeRunning(running: RunningCloud) {
  const { projectDirectory, accountId, region, startedAt, python, emulator, sagemaker } = running;
  return { projectDirectory, accountId, region, startedAt, python, emulator, sagemaker };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < LARGEST_PORT) return port;
  throw new InvalidArgumentError(`a port is a whole number from 1 to ${LARGEST_PORT - 1}`);
}

async function lastLines(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-LOG_LINES);
}
