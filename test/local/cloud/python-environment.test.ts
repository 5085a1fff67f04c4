import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PythonEnvironmentError, PythonMissingError } from '#local/cloud/errors';
import { preparePythonEnvironment } from '#local/python/prepare-environment';

const PINS = join(import.meta.dirname, '..', '..', '..', 'local', 'python');
let folder: string;
let requirementsDirectory: string;

/** One small package of the real file, so that both installers can be tried in seconds. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gyre-python-'));
  requirementsDirectory = join(folder, 'pins');
  await mkdir(requirementsDirectory);
  const all = await readFile(join(PINS, 'requirements.txt'), 'utf8');
  const one = /^six==[^]*?(?=^\S)/m.exec(all)?.[0] ?? '';
  await writeFile(join(requirementsDirectory, 'requirements.txt'), one);
  for (const name of ['requirements-build.txt', 'requirements-uv.txt']) {
    await copyFile(join(PINS, name), join(requirementsDirectory, name));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('S-06 pins every package with hashes and names no registry', async () => {
  for (const name of ['requirements.txt', 'requirements-build.txt', 'requirements-uv.txt']) {
    const text = await readFile(join(PINS, name), 'utf8');
    expect(text).not.toMatch(/https?:|--index|--find-links/);
    for (const entry of text.split(/^(?=\S)/m)) expect(entry).toMatch(/^[a-z0-9-]+==\S+[^]*--hash=sha256:/);
  }
});

test.each([true, false])('installs with uv: %s', async (mayUseUv) => {
  const root = join(folder, `uv-${mayUseUv}`);
  const made = await preparePythonEnvironment({ root, requirementsDirectory, mayUseUv });
  expect(made).toMatchObject({ python: join(root, '.venv', 'bin', 'python'), uvUsed: mayUseUv });
});

test('S-06 refuses a package whose content is not the pinned one', async () => {
  const directory = join(folder, 'forged');
  await mkdir(directory);
  const pins = await readFile(join(requirementsDirectory, 'requirements.txt'), 'utf8');
  await writeFile(
    join(directory, 'requirements.txt'),
    pins.replaceAll(/sha256:[0-9a-f]+/g, `sha256:${'0'.repeat(64)}`),
  );
  await copyFile(join(PINS, 'requirements-build.txt'), join(directory, 'requirements-build.txt'));
  await expect(
    preparePythonEnvironment({ root: join(folder, 'f'), requirementsDirectory: directory, mayUseUv: false }),
  ).rejects.toThrow(PythonEnvironmentError);
});

test('names what was tried when no Python fits', async () => {
  const options = { root: join(folder, 'none'), requirementsDirectory, env: { PATH: folder } };
  await expect(preparePythonEnvironment(options)).rejects.toMatchObject({
    name: PythonMissingError.name,
    code: 'GYRE-902',
    facts: { received: 'no python3 on PATH' },
  });
});
