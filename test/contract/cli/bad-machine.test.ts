/** A machine that is not ready, as the command line tells it: ports, Python, Node and disk. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { envelopeSchema } from '#cli/output';
import { assertPortFree } from '#local/cloud/ports';
import { cloudPaths } from '#local/cloud/state-directory';
import { freePortPair } from '#test/local/cloud/support/test-cloud';
import { projectWith } from './support/broken-project.ts';
import { askGyre, CLI, type GyreRun, runGyre } from './support/run-gyre.ts';

const EXIT_ENVIRONMENT = 3;
/** A file that no write ever fits on. */
const FULL_DISK = '/dev/full';
const containing = (text: string): unknown => expect.stringContaining(text);

function soundProject(): string {
  const project = projectWith();
  onTestFinished(() => rmSync(project, { recursive: true }));
  return project;
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gyre-machine-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('L-07 a port that another program holds', () => {
  test.each([
    ['the emulator', 0, '--port'],
    ['SageMaker local', 1, '--sagemaker-port'],
  ])('of %s is named, with the way round it, and the other program stays', async (title, offset, flag) => {
    const first = await freePortPair();
    const port = first + offset;
    const stranger = createServer((socket) => socket.end('I was here first'));
    await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => void stranger.close());
    const project = soundProject();
    const { code, envelope } = await askGyre({ project }, 'local', 'up', '--port', String(first));
    expect(code).toBe(EXIT_ENVIRONMENT);
    expect(envelope.error).toEqual({
      ...{ code: 'GYRE-904', name: 'PortBusyError', message: `port ${port} is in use` },
      ...{ where: `127.0.0.1:${port}`, received: `another program listens there, ${title} was to` },
      fix: `stop that program, or choose another port: gyre local up ${flag} ${port + 10}`,
    });
    expect(stranger.listening).toBe(true);
    expect((await askGyre({ project }, 'local', 'status')).envelope.data).toMatchObject({ state: 'stopped' });
  });
});

describe('Python', () => {
  const pythonOf = async (run: GyreRun) => {
    const { code, envelope } = await askGyre(run, 'doctor');
    const { findings } = envelope.data as { readonly findings: readonly { readonly check: string }[] };
    return { code, ...findings.find(({ check }) => check === 'python') };
  };

  test('that is missing, too old or not the one that was named fails the doctor, with what was met', async () => {
    const project = soundProject();
    const PATH = emptyFolder();
    const fix = containing('install Python 3.12');
    expect(await pythonOf({ project, env: { PATH } })).toMatchObject({
      ...{ code: 1, status: 'fail', fix },
      found: 'GYRE-902 no usable Python was found (no python3 on PATH)',
    });
    const python = join(PATH, 'python3');
    writeFileSync(python, '#!/bin/sh\necho 3.8\n');
    chmodSync(python, 0o755);
    expect(await pythonOf({ project, env: { PATH } })).toMatchObject({
      ...{ code: 1, status: 'fail', fix },
      found: 'GYRE-902 no usable Python was found (python3 (3.8))',
    });
    const GYRE_PYTHON = join(PATH, 'nowhere');
    expect(await pythonOf({ project, env: { PATH, GYRE_PYTHON } })).toMatchObject({
      status: 'fail',
      found: containing(`GYRE_PYTHON=${GYRE_PYTHON}, which is no program that starts`),
    });
    const { stdout } = await runGyre({ project, env: { PATH } }, 'doctor');
    expect(stdout).toMatch(/^fail {2}python .*GYRE-902 .*\n +Fix: install Python 3\.12/m);
  });
});

describe('Node that is too old', () => {
  const pretend = (version: string) =>
    `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;
  /** What \`npm ci\` would bring is not there. */
  const entryAlone = () => {
    const folder = join(emptyFolder(), 'cli');
    mkdirSync(folder);
    copyFileSync(join(CLI, 'gyre.mjs'), join(folder, 'gyre.mjs'));
    return join(folder, 'gyre.mjs');
  };
  const refusal = (version: string, where: string) => ({
    ...{ schema: 'gyre/1', ok: false, data: null, warnings: [] },
    error: {
      ...{ code: 'GYRE-901', name: 'NodeVersionError', message: 'this Node is too old to run Gyre' },
      ...{ where, received: `Node ${version}`, allowed: 'Node 24 or newer', fix: containing('npm ci') },
    },
  });
  const start = (node: string, ...words: readonly string[]) => {
    const { status, stdout } = spawnSync(node, words, { encoding: 'utf8', timeout: 15_000 });
    return { status, envelope: envelopeSchema.parse(JSON.parse(stdout)) };
  };

  test.each([
    ['the command', () => entryAlone()],
    ['the program behind it', () => join(CLI, 'main.ts')],
  ])('is told as JSON to whoever asked %s for that', (_, entry) => {
    const line = ['--import', pretend('20.19.0'), entry(), 'data', 'ls', '--json'];
    expect(start(process.execPath, ...line)).toEqual({
      status: EXIT_ENVIRONMENT,
      envelope: refusal('20.19.0', process.execPath),
    });
  });

  const old = oldNode();
  test.skipIf(old === undefined)('is told by an old Node of this machine as well', () => {
    const { path = '', version = '' } = old ?? {};
    expect(start(path, entryAlone(), 'data', 'ls', '--json')).toEqual({
      status: EXIT_ENVIRONMENT,
      envelope: refusal(version, expect.any(String) as string),
    });
    expect(start(path, join(CLI, 'gyre.mjs'), 'version', '--json')).toMatchObject({ status: 0 });
  });
});

describe('a disk that takes no more', () => {
  test('L-08 before the start: the folder of the state is named, and nothing is made', async () => {
    const project = soundProject();
    writeFileSync(join(project, '.gyre'), 'a file where a folder should be');
    const { code, envelope } = await askGyre({ project }, 'local', 'up');
    expect([code, envelope.error]).toMatchObject([
      EXIT_ENVIRONMENT,
      {
        ...{ code: 'GYRE-910', message: 'the state directory cannot be written' },
        ...{ where: cloudPaths(project).root, received: containing('ENOTDIR') },
        ...{ allowed: 'a writable directory on a disk with free space', fix: containing('free some disk') },
      },
    ]);
  });

  test.skipIf(!existsSync(FULL_DISK))(
    'L-08 L-09 when the record of the cloud is to be written: the cloud that nobody could find is ended',
    async () => {
      const project = soundProject();
      const paths = cloudPaths(project);
      mkdirSync(paths.root, { recursive: true });
      symlinkSync(FULL_DISK, `${paths.running}.tmp`);
      const port = await freePortPair();
      const { code, stderr } = await runGyre({ project }, 'local', 'up', '--port', String(port));
      expect(code).toBe(EXIT_ENVIRONMENT);
      expect(stderr).toContain(
        [
          'error GYRE-910 the state directory cannot be written',
          `  where     ${paths.running}`,
          '  received  ENOSPC: no space left on device, write',
          '  allowed   a writable directory on a disk with free space',
          '  Fix: make the folder writable or free some disk, or choose another project folder with --project',
        ].join('\n'),
      );
      // Nobody listens where it was to be.
      for (const each of [port, port + 1])
        await assertPortFree({ port: each, title: 'nobody', flag: '--port', wasOurs: true });
      expect([paths.running, paths.lock].filter((path) => existsSync(path))).toEqual([]);
    },
  );
});

/** A Node on the machine's PATH that cannot run Gyre; most machines have none. */
function oldNode(): { readonly path: string; readonly version: string } | undefined {
  const { stdout } = spawnSync('which', ['-a', 'node'], { encoding: 'utf8' });
  for (const path of stdout.split('\n').filter((line) => line !== '')) {
    const version = execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
    if (Number.parseInt(version, 10) < 24) return { path, version };
  }
  return undefined;
}
