import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CloudLockedError, LocalBoundaryError, PortBusyError } from '#local/cloud/errors';
import { assertLocalOnly, emulatorEnvironment } from '#local/cloud/environment';
import {
  cloudStatus,
  localEnvironment,
  readRunning,
  START_TIMEOUT_SECONDS,
  startCloud,
  stopCloud,
} from '#local/cloud/launch';
import { identifyProcess, isRunning, readEnvironment } from '#local/cloud/process-identity';
import { runCommand } from '#local/cloud/run-command';
import { cloudPaths } from '#local/cloud/state-directory';
import { anyRole, inlineFunction } from './support/resources.ts';
import {
  createStack,
  eventually,
  freePortPair,
  startTestCloud,
  type TestCloud,
} from './support/test-cloud.ts';

const CANARY = 'AKIAIOSFODNN7EXAMPLE';
let cloud: TestCloud;

beforeAll(async () => {
  // What a developer's shell may hold; none of it may be seen inside.
  process.env['AWS_SECRET_ACCESS_KEY'] = CANARY;
  process.env['MY_TOKEN'] = CANARY;
  cloud = await startTestCloud();
  await createStack(cloud, 'canary', {
    Role: anyRole('lambda.amazonaws.com'),
    Show: inlineFunction(
      'show',
      'exports.handler = async () => ({ node: process.version, ...process.env });',
    ),
  });
});
afterAll(async () => {
  delete process.env['AWS_SECRET_ACCESS_KEY'];
  delete process.env['MY_TOKEN'];
  await cloud.stop();
});

test('L-06 hands no variable of the shell to the emulator, SageMaker local or a Lambda', async () => {
  const { Payload } = await cloud.clients.lambda.send(new InvokeCommand({ FunctionName: 'show' }));
  const seen = JSON.parse(Buffer.from(Payload ?? []).toString()) as Record<string, string>;
  const inside = [
    ...readEnvironment(cloud.running.emulator.pid),
    ...readEnvironment(cloud.running.sagemaker.pid),
    ...Object.entries(seen).map(([name, value]) => `${name}=${value}`),
  ].join('\n');
  expect(inside).not.toContain(CANARY);
  expect(seen['node']).toBe(process.version);
  expect(seen['HOME']).toBe(cloudPaths(cloud.projectDirectory).tmp);
  expect(Object.values(seen)).not.toContain(cloud.running.adminToken);
});

test('L-06 refuses an environment that reaches past this machine, and accepts the one it hands out', () => {
  const local = localEnvironment(cloud.running);
  expect(() => assertLocalOnly(local)).not.toThrow();
  for (const foreign of [
    { AWS_ENDPOINT_URL: 'https://sagemaker.us-east-1.amazonaws.com' },
    { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1.evil.example' },
    { AWS_ACCESS_KEY_ID: CANARY },
    { AWS_PROFILE: 'production' },
  ]) {
    expect(() => assertLocalOnly({ ...local, ...foreign })).toThrow(LocalBoundaryError);
  }
  expect(() => assertLocalOnly({})).toThrow(LocalBoundaryError);
});

test('L-03 answers only this machine: foreign Host, foreign Origin and admin without token are refused', async () => {
  const { url, port } = cloud.running.emulator;
  // fetch() sets Host itself, so a plain socket asks.
  const ask = async (lines: string, path = '/_ministack/health', method = 'GET') =>
    (
      await runCommand(
        '/usr/bin/env',
        [
          'bash',
          '-c',
          `exec 3<>/dev/tcp/127.0.0.1/${port}; printf '${method} ${path} HTTP/1.1\\r\\n${lines}\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n' >&3; head -1 <&3`,
        ],
        { env: process.env },
      )
    ).stdout.slice(9, 12);
  expect(await ask(`Host: 127.0.0.1:${port}`)).toBe('200');
  expect(await ask('Host: evil.example')).toBe('403');
  expect(await ask('Host: 127.0.0.1.evil.example')).toBe('403');
  expect(await ask(`Host: localhost\\r\\nOrigin: https://evil.example`)).toBe('403');
  expect(await ask(`Host: localhost\\r\\nOrigin: null`)).toBe('403');
  expect(await ask(`Host: localhost\\r\\nSec-Fetch-Site: cross-site`)).toBe('403');
  expect(await ask('Host: localhost', '/_ministack/reset', 'POST')).toBe('403');
  const wrong = await fetch(`${url}/_ministack/reset`, {
    method: 'POST',
    headers: { 'x-gyre-admin-token': 'guess' },
  });
  expect(wrong.status).toBe(403);
});

test('L-07 starts nothing twice', async () => {
  const again = await startCloud(cloud.options);
  expect(again.emulator.pid).toBe(cloud.running.emulator.pid);
});

test('L-07 names a busy port, the fix, and touches nothing', async () => {
  const project = await mkdtemp(join(tmpdir(), 'gyre-busy-'));
  const options = { ...cloud.options, projectDirectory: project };
  await expect(startCloud(options)).rejects.toThrow(PortBusyError);
  await expect(startCloud(options)).rejects.toMatchObject({
    code: 'GYRE-904',
    message: `port ${cloud.running.emulator.port} is in use`,
    facts: { fix: expect.stringContaining('--port') as string },
  });
  expect(isRunning(cloud.running.emulator)).toBe(true);
  await rm(project, { recursive: true, force: true });
});

test('L-07 never ends a stranger that got the number of a process of ours', async () => {
  const project = await mkdtemp(join(tmpdir(), 'gyre-stale-'));
  const paths = cloudPaths(project);
  await mkdir(paths.root, { recursive: true });
  const self = identifyProcess(process.pid)!;
  const stale = { pid: self.pid, startToken: '1', port: 1, url: 'http://127.0.0.1:1' };
  const { running } = cloud;
  await writeFile(
    paths.running,
    JSON.stringify({ ...running, projectDirectory: project, emulator: stale, sagemaker: stale }),
  );
  expect(await readRunning(project)).toBeUndefined();
  expect(await stopCloud(project)).toBe(false);
  expect(isRunning(self)).toBe(true);
  await rm(project, { recursive: true, force: true });
});

test('L-09 leaves no process behind after a stop, also when the emulator was killed', async () => {
  await cloud.clients.lambda.send(new InvokeCommand({ FunctionName: 'show' }));
  process.kill(cloud.running.emulator.pid, 'SIGKILL');
  expect(await stopCloud(cloud.projectDirectory)).toBe(true);
  expect(await cloudStatus(cloud.projectDirectory)).toEqual({ state: 'stopped' });
  expect(isRunning(cloud.running.sagemaker)).toBe(false);
  await cloud.restart();
  expect((await cloudStatus(cloud.projectDirectory)).state).toBe('running');
});

test('L-09 a stop in the middle of a start waits for it and leaves nothing behind', async () => {
  const projectDirectory = await mkdtemp(join(tmpdir(), 'gyre-start-'));
  const port = await freePortPair();
  const starting = startCloud({ ...cloud.options, projectDirectory, port, sagemakerPort: port + 1 });
  await eventually(() => Promise.resolve(existsSync(cloudPaths(projectDirectory).lock)));
  await expect(stopCloud(projectDirectory)).rejects.toThrow(CloudLockedError);
  expect(await stopCloud(projectDirectory, START_TIMEOUT_SECONDS)).toBe(true);
  const { emulator, sagemaker } = await starting;
  expect([emulator, sagemaker].filter(isRunning)).toEqual([]);
  await rm(projectDirectory, { recursive: true, force: true });
});

test('L-11 refuses to patch an emulator of another version, in one line', async () => {
  const { options, projectDirectory } = cloud;
  const fake = join(projectDirectory, 'fake');
  await mkdir(join(fake, 'ministack-9.9.9.dist-info'), { recursive: true });
  await writeFile(join(fake, 'ministack-9.9.9.dist-info', 'METADATA'), 'Name: ministack\nVersion: 9.9.9\n');
  const env = emulatorEnvironment({
    paths: cloudPaths(projectDirectory),
    port: 4619,
    sagemakerUrl: 'http://127.0.0.1:1',
    adminToken: 'x',
    snapshotSeconds: 1,
  });
  const result = await runCommand(options.python, ['-m', 'overlay'], {
    env: { ...env, PYTHONPATH: `${fake}:${env['PYTHONPATH'] ?? ''}` },
  });
  expect(result.code).toBe(78);
  expect(result.stderr.trim().split('\n')).toEqual([expect.stringMatching(/refused: .*1\.5\.33.*9\.9\.9/)]);
});

test('L-11 refuses to patch an emulator that lacks a name it replaces', async () => {
  const code =
    'import ministack.services.cloudwatch as c, overlay.version_check as v; del c._evaluate_alarm; v.check_emulator()';
  const result = await runCommand(cloud.options.python, ['-c', code], {
    env: { PYTHONPATH: join(import.meta.dirname, '..', '..', '..', 'local') },
  });
  expect(result.code).toBe(78);
  expect(result.stderr).toMatch(/refused: .*ministack\.services\.cloudwatch\._evaluate_alarm/);
});
