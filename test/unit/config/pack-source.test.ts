import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SourceBundleError } from '#core/config/errors';
import { packSource } from '#lib/config/pack-source';

describe('packSource', () => {
  let root: string;
  let directory: string;
  let containersDirectory: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'gyre-source-'));
    directory = join(root, 'model');
    containersDirectory = join(root, 'containers');
    mkdirSync(directory);
    mkdirSync(containersDirectory);
    writeFileSync(join(containersDirectory, 'gyre_entry.py'), 'entry');
    writeFileSync(join(containersDirectory, 'inference_xgboost.py'), 'default inference');
    writeFileSync(join(directory, 'model.yaml'), 'name: x');
    writeFileSync(join(directory, 'train.py'), 'train');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const pack = () => packSource({ directory, entryPoint: 'train.py', containersDirectory });
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text);

  it('holds the scripts of the model, the entry of the job and the default inference', async () => {
    expect(await contentOf(pack())).toEqual({
      'gyre_entry.py': 'entry',
      'inference.py': 'default inference',
      'train.py': 'train',
    });
  });

  it("keeps the user's own inference, modules and folders", async () => {
    write('inference.py', 'own inference');
    mkdirSync(join(directory, 'features'));
    write('features/weather.py', 'weather');
    mkdirSync(join(directory, '__pycache__'));
    write('__pycache__/train.pyc', 'cache');
    const content = await contentOf(pack());
    expect(content['inference.py']).toBe('own inference');
    expect(Object.keys(content).sort()).toEqual([
      'features/weather.py',
      'gyre_entry.py',
      'inference.py',
      'train.py',
    ]);
  });

  it('gives equal bytes for equal files, whenever and by whomever they were written', () => {
    const first = pack();
    utimesSync(join(directory, 'train.py'), new Date(0), new Date(86_400_000));
    expect(pack().equals(first)).toBe(true);
  });

  it('stores paths of more than 100 characters', async () => {
    const folder = 'a-long-folder-name/'.repeat(6);
    mkdirSync(join(directory, folder), { recursive: true });
    write(`${folder}module.py`, 'deep');
    expect((await contentOf(pack()))[`${folder}module.py`]).toBe('deep');
  });

  it.each([
    ['pandas==2.2.0\n', { received: 'pandas==2.2.0' }],
    ['# comment\n\n--no-index\npandas\n', { received: '--no-index' }],
    ['--no-index\n--find-links wheels\npandas\n', { allowed: 'wheels in wheels/' }],
  ])('refuses requirements that need the network: %j', (text, facts) => {
    write('requirements.txt', text);
    expect(factsOf(pack)).toMatchObject(facts);
  });

  it('takes requirements whose wheels are in the bundle, and empty ones', () => {
    write('requirements.txt', '# nothing yet\n');
    expect(pack).not.toThrow();
    write('requirements.txt', '--no-index\n--find-links wheels\npandas\n');
    mkdirSync(join(directory, 'wheels'));
    write('wheels/pandas-2.2.0-cp310-cp310-manylinux2014_x86_64.whl', 'wheel');
    expect(pack).not.toThrow();
  });

  it('refuses a folder without the training script', () => {
    rmSync(join(directory, 'train.py'));
    expect(pack).toThrow(expect.objectContaining({ code: 'GYRE-105' }));
  });
});

async function contentOf(archive: Buffer): Promise<Record<string, string>> {
  const content: Record<string, string> = {};
  const reader = extract();
  Readable.from([archive]).pipe(createGunzip()).pipe(reader);
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(Buffer.from(chunk as Uint8Array));
    content[entry.header.name] = Buffer.concat(chunks).toString();
  }
  return content;
}

function factsOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error instanceof SourceBundleError ? error.facts : error;
  }
}
