/**
 * Deploys a synthesized cloud assembly into the embedded cloud with the unmodified CDK CLI.
 *
 * The same program, the same templates and the same bootstrap stack as on AWS; only the endpoint differs. Synthesis
 * is not repeated: the CLI is given the assembly.
 */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { join } from 'node:path';
import { assertLocalOnly, LOCAL_ACCOUNT_ID, LOCAL_REGION, type Environment } from './environment.ts';
import { LocalDeployError } from './errors.ts';
import { runCommand } from './run-command.ts';

const CDK_CLI = join(import.meta.dirname, '..', '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');
const BOOTSTRAP_STACK = 'CDKToolkit';
const CONCURRENCY = 2;
const TIMEOUT_SECONDS = 900;
/** What of the caller's environment the CLI needs beside the local variables. */
const INHERITED = ['PATH', 'TMPDIR', 'LANG'];

export interface DeployAssemblyOptions {
  /** Folder with `manifest.json`, as `cdk synth` leaves it. */
  readonly assemblyDirectory: string;
  /** Ids or patterns of stacks; empty = all. */
  readonly stacks: readonly string[];
  /** From `localEnvironment(running)`. */
  readonly environment: Environment;
  /** Default: silent. */
  readonly onProgress?: (line: string) => void;
}

export interface DeployAssemblyResult {
  readonly hasBootstrapped: boolean;
  readonly seconds: number;
}

/**
 * @throws LocalBoundaryError when the environment would reach past this machine
 * @throws LocalDeployError with the CLI's last lines
 */
export async function deployAssembly(options: DeployAssemblyOptions): Promise<DeployAssemblyResult> {
  const start = performance.now();
  assertLocalOnly(options.environment);
  const hasBootstrapped = !(await isBootstrapped(options.environment));
  if (hasBootstrapped) {
    options.onProgress?.('bootstrapping the local account');
    await runCdk(options, ['bootstrap', `aws://${LOCAL_ACCOUNT_ID}/${LOCAL_REGION}`]);
  }
  const stacks = options.stacks.length === 0 ? ['--all'] : options.stacks;
  options.onProgress?.(`deploying ${options.stacks.length === 0 ? 'all stacks' : options.stacks.join(', ')}`);
  await runCdk(options, [
    'deploy',
    ...stacks,
    '--require-approval',
    'never',
    '--concurrency',
    String(CONCURRENCY),
  ]);
  return { hasBootstrapped, seconds: (performance.now() - start) / 1000 };
}

/** Asked by API: starting the CLI to learn it would take a second. */
async function isBootstrapped(environment: Environment): Promise<boolean> {
  const client = new CloudFormationClient({
    endpoint: environment['AWS_ENDPOINT_URL'] ?? '',
    region: LOCAL_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    const found = await client.send(new DescribeStacksCommand({ StackName: BOOTSTRAP_STACK }));
    return (found.Stacks ?? []).some((stack) => stack.StackStatus?.endsWith('_COMPLETE') === true);
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return false;
    throw error;
  } finally {
    client.destroy();
  }
}

async function runCdk(options: DeployAssemblyOptions, parameters: readonly string[]): Promise<void> {
  const inherited = INHERITED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const { onProgress } = options;
  const result = await runCommand(
    process.execPath,
    [CDK_CLI, ...parameters, '--app', options.assemblyDirectory, '--no-notices', '--no-color'],
    {
      // HOME is the assembly's folder: the CLI keeps its caches there and reads no profile of the user.
      env: { ...Object.fromEntries(inherited), HOME: options.assemblyDirectory, ...options.environment },
      timeoutSeconds: TIMEOUT_SECONDS,
      ...(onProgress === undefined
        ? {}
        : { onLine: (line: string) => line.trim() !== '' && onProgress(line) }),
    },
  );
  if (result.code === 0) return;
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => /failed|error|refused|invalid|denied|❌/i.test(line));
  throw new LocalDeployError(`cdk ${parameters[0] ?? ''} failed`, {
    where: options.assemblyDirectory,
    received: (telling.length === 0 ? lines.filter((line) => line !== '') : telling).slice(-3).join('; '),
    fix: 'mend the resource it names and deploy again; `gyre local logs` shows the emulator’s side',
  });
}
