/**
 * What this machine offers to shut a container process in, found out once, and the command line that uses it.
 *
 * `full`: own network, processes and file system view (home and /tmp empty, the rest read-only).
 * `network`: own network only. `none`: a plain process, as on macOS.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

export type Sandbox = 'full' | 'network' | 'none';

export interface PythonFacts {
  readonly sandbox: Sandbox;
  /** Folders of the interpreter and its packages, which stay visible. */
  readonly folders: readonly string[];
}

export interface SandboxedCommand {
  readonly python: string;
  readonly facts: PythonFacts;
  readonly isNetworkIsolated: boolean;
  /** Folders the process may write to. */
  readonly writable: readonly string[];
  /** The folder that stands for /opt/ml. */
  readonly base: string;
  /** Script and its arguments. */
  readonly script: readonly string[];
}

export const CONTAINER_DIRECTORY = join(dirname(dirname(import.meta.dirname)), 'container');
const ENTER = join(CONTAINER_DIRECTORY, 'enter.py');
const UNSHARE = '/usr/bin/unshare';
const PROBE_TIMEOUT_MS = 60_000;
/** Importing the libraries once writes their compiled form, which a process in the sandbox could not. */
const WARM_UP = `
import json, sys
try:
    import xgboost
except ImportError:
    pass
print(json.dumps([sys.prefix, sys.base_prefix]))`;

const known = new Map<string, Promise<PythonFacts>>();

/** Facts of an interpreter; asked of the machine once a process. */
export function pythonFacts(python: string): Promise<PythonFacts> {
  const found = known.get(python) ?? findFacts(python);
  known.set(python, found);
  return found;
}

async function findFacts(python: string): Promise<PythonFacts> {
  const { stdout } = await run([python, '-I', '-c', WARM_UP]);
  const listed: unknown = stdout === '' ? [] : JSON.parse(stdout);
  const prefixes = Array.isArray(listed) ? listed.filter((item) => typeof item === 'string') : [];
  const folders = [...prefixes, dirname(dirname(python)), CONTAINER_DIRECTORY];
  const resolved = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
  const unique = [...new Set([...folders, ...resolved])];
  if (process.platform !== 'linux') return { sandbox: 'none', folders: unique };

  const base = await mkdtemp(join(tmpdir(), 'gyre-probe-'));
  try {
    for (const sandbox of allowedSandboxes(process.env['GYRE_SANDBOX'])) {
      const command = sandboxedCommand({
        python,
        facts: { sandbox, folders: unique },
        isNetworkIsolated: true,
        writable: [base],
        base,
        script: ['-c', 'pass'],
      });
      if ((await run(command, base)).code === 0) return { sandbox, folders: unique };
    }
    return { sandbox: 'none', folders: unique };
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

/** The home of the user database: HOME may point elsewhere. A user of a container may be in no database. */
function listedHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return '';
  }
}

/** GYRE_SANDBOX names the strongest form to use, for a machine where a stronger one starts and misbehaves. */
function allowedSandboxes(strongest: string | undefined): readonly Sandbox[] {
  if (strongest === 'none') return [];
  return strongest === 'network' ? ['network'] : ['full', 'network'];
}

/** The whole command line: program first. */
export function sandboxedCommand(command: SandboxedCommand): readonly string[] {
  const { python, facts, isNetworkIsolated } = command;
  const program = [python, '-I', ...command.script];
  if (facts.sandbox === 'none') return program;
  const network = isNetworkIsolated ? ['--net'] : [];
  if (facts.sandbox === 'network') {
    if (!isNetworkIsolated) return program;
    const settings = JSON.stringify({ loopback: true });
    return [
      UNSHARE,
      '--user',
      '--map-root-user',
      ...network,
      '--',
      python,
      '-I',
      ENTER,
      settings,
      ...program,
    ];
  }
  const settings = {
    loopback: isNetworkIsolated,
    // /run holds sockets of the machine's services, and the name resolution of what has a network.
    hide: [
      ...new Set([
        homedir(),
        listedHome(),
        '/root',
        '/home',
        tmpdir(),
        '/tmp',
        ...(isNetworkIsolated ? ['/run'] : []),
      ]),
    ].filter((folder) => folder !== '/' && folder !== ''),
    keep: facts.folders,
    writable: command.writable,
    base: command.base,
  };
  return [
    ...[
      UNSHARE,
      '--user',
      '--map-root-user',
      ...network,
      '--pid',
      '--mount',
      '--fork',
      '--kill-child',
      '--mount-proc',
    ],
    ...['--', python, '-I', ENTER, JSON.stringify(settings), ...program],
  ];
}

function run(
  command: readonly string[],
  directory = '/',
): Promise<{ readonly code: number; readonly stdout: string }> {
  const [program = '', ...parameters] = command;
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      // A folder that the sandbox hides cannot be the working directory in it.
      cwd: directory,
      env: { PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: PROBE_TIMEOUT_MS,
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.once('error', () => resolve({ code: 127, stdout }));
    child.once('close', (code) => resolve({ code: code ?? 1, stdout }));
  });
}
