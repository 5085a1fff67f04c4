import { createServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { examine } from '#cli/commands/doctor';
import { checkEnvironment, checkLocalCloud, checkProject } from '#cli/doctor/check-environment';
import {
  checkCdkPin,
  checkDisk,
  checkNode,
  checkNpm,
  checkPorts,
  checkPython,
} from '#cli/doctor/check-machine';
import { attempt, type DoctorFacts } from '#cli/doctor/finding';
import { PythonMissingError } from '#local/cloud/errors';
import { DEFAULT_PORT } from '#local/cloud/launch';

const containing = (text: string): unknown => expect.stringContaining(text);
const EXAMPLE = join(import.meta.dirname, '..', '..', '..', 'examples', 'flights');

function makeFacts(facts: Partial<DoctorFacts> = {}): DoctorFacts {
  const projectDirectory = mkdtempSync(join(tmpdir(), 'gyre-doctor-'));
  onTestFinished(() => rmSync(projectDirectory, { recursive: true }));
  return { environment: 'local', projectDirectory, variables: process.env, ...facts };
}

test('this installation is as it should be', async () => {
  for (const check of [checkNode, checkCdkPin, checkDisk]) {
    expect(await check(makeFacts())).toMatchObject({ status: 'ok' });
  }
});

test('programs that are not there are named, with what to do', async () => {
  const facts = makeFacts({ variables: { PATH: '/nowhere' } });
  expect(await checkNpm(facts)).toMatchObject({ status: 'warn', fix: containing('install') });
  expect(await checkPython(facts)).toMatchObject({ status: 'fail', fix: containing('python3') });
});

test('a port that another program holds is a warning with the way round it', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.once('error', () => resolve());
    server.listen(DEFAULT_PORT, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  expect(await checkPorts(makeFacts())).toMatchObject({
    status: 'warn',
    fix: containing('--port'),
  });
});

test('a project is checked where there is one', async () => {
  expect(await checkProject(makeFacts())).toMatchObject({ status: 'warn' });
  expect(await checkProject(makeFacts({ projectDirectory: EXAMPLE }))).toMatchObject({ status: 'ok' });
  const elsewhere = makeFacts({ projectDirectory: EXAMPLE, environment: 'nowhere' });
  expect(await checkProject(elsewhere)).toMatchObject({
    status: 'fail',
    found: containing('GYRE-107'),
  });
});

test('a local cloud that is stopped is no fault, and nothing is asked of it', async () => {
  expect(await checkLocalCloud(makeFacts())).toMatchObject({ status: 'ok' });
  expect(await checkEnvironment(makeFacts())).toMatchObject({ status: 'ok' });
});

test('one failure fails the whole; warnings do not', async () => {
  const finding = (status: 'ok' | 'warn' | 'fail') => async () => ({ check: 'c', status, found: '' });
  expect(await examine(makeFacts(), [finding('ok'), finding('warn')])).toMatchObject({
    ok: true,
    data: { counts: { ok: 1, warn: 1, fail: 0 } },
  });
  expect((await examine(makeFacts(), [finding('warn'), finding('fail')])).ok).toBe(false);
});

test('an error of Gyre becomes a finding; any other is a fault of the check itself', async () => {
  const missing = async () => {
    throw new PythonMissingError('none', { received: 'python 2', fix: 'install 3' });
  };
  expect(await attempt('python', missing)).toEqual({
    check: 'python',
    status: 'fail',
    found: 'GYRE-902 none (python 2)',
    fix: 'install 3',
  });
  const broken = async () => {
    throw new TypeError('a bug');
  };
  await expect(attempt('python', broken)).rejects.toThrow('a bug');
});
