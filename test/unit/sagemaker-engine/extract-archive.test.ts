import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryPath } from '#local/sagemaker/engine/archive/entry-path';
import { ARCHIVE_LIMITS } from '#local/sagemaker/engine/archive/archive-limits';
import { extractArchive } from '#local/sagemaker/engine/archive/extract-archive';
import { packDirectory } from '#local/sagemaker/engine/archive/pack-directory';
import { ArchiveRefusedError } from '#local/sagemaker/engine/errors';
import { ZOO, pax, rawArchive, rawTar } from './tar-zoo.ts';

let directory = '';
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'gyre-archive-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const extractBytes = (bytes: Buffer, limits = {}): Promise<number> => {
  const archive = join(directory, 'a.tar.gz');
  writeFileSync(archive, bytes);
  return extractArchive({ archive, target: join(directory, 'deep/target'), limits });
};

describe('H-02 hostile archives', () => {
  it('has at least 60 of them', () => expect(Object.keys(ZOO).length).toBeGreaterThanOrEqual(60));

  it.each(Object.entries(ZOO))('refuses and leaves nothing: %s', async (_title, bytes) => {
    await expect(extractBytes(bytes)).rejects.toBeInstanceOf(ArchiveRefusedError);
    expect(existsSync(join(directory, 'deep/target'))).toBe(false);
    expect(readdirSync(directory).sort()).toEqual(['a.tar.gz', 'deep']);
    expect(readdirSync(join(directory, 'deep'))).toEqual([]);
    expect(existsSync('/tmp/gyre-escape')).toBe(false);
  });

  it('never yields a path that leaves the target', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '', 'a', '/', '\\', '\0', '...', '..a'), fc.string());
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const path = entryPath(parts.join('/'), ARCHIVE_LIMITS);
        if (!path.isSafe) return;
        expect(join('/root/of/all', ...path.components).startsWith('/root/of/all')).toBe(true);
        expect(path.components).not.toContain('..');
      }),
    );
  });
});

describe('H-03 archives that grow', () => {
  it('refuses a gzip bomb by its ratio', async () => {
    const bomb = rawArchive({ name: 'zeros', body: Buffer.alloc(2_000_000) });
    await expect(extractBytes(bomb, { ratioFreeBytes: 1000 })).rejects.toMatchObject({
      facts: { received: 'more than 200 bytes unpacked per byte packed' },
    });
  });

  it('refuses more bytes than the limit', async () => {
    const large = rawArchive({ name: 'a', body: Buffer.alloc(5000, 1) });
    await expect(extractBytes(large, { bytes: 4096 })).rejects.toMatchObject({
      facts: { received: 'more than 4096 bytes unpacked' },
    });
  });

  it('refuses more entries than the limit', async () => {
    const many = rawArchive(...Array.from({ length: 50 }, (_, index) => ({ name: `f${index}` })));
    await expect(extractBytes(many, { entries: 49 })).rejects.toMatchObject({
      facts: { received: 'more than 49 entries' },
    });
  });

  it('gives up when unpacking takes too long', async () => {
    const many = rawArchive(...Array.from({ length: 3000 }, (_, index) => ({ name: `d${index}/f` })));
    await expect(extractBytes(many, { seconds: 0.02 })).rejects.toBeInstanceOf(ArchiveRefusedError);
  });
});

describe('plain archives', () => {
  it('unpacks files, folders, long names and the executable bit', async () => {
    const long = `${'folder-with-a-long-name/'.repeat(6)}train.py`;
    const tar = rawArchive(
      { name: './', type: '5' },
      { name: './train.py', body: 'print(1)' },
      { name: 'PaxHeader', type: 'x', body: pax('path', long) + pax('mtime', '1.5') },
      { name: 'cut', body: 'long' },
      { name: 'é/ü.txt', body: 'names' },
    );
    expect(await extractBytes(tar)).toBe(3);
    const target = join(directory, 'deep/target');
    expect(readFileSync(join(target, 'train.py'), 'utf8')).toBe('print(1)');
    expect(readFileSync(join(target, long), 'utf8')).toBe('long');
    expect(readFileSync(join(target, 'é/ü.txt'), 'utf8')).toBe('names');
  });

  it('takes an archive without end marker blocks padded by another tool', async () => {
    const padded = gzipSync(Buffer.concat([rawTar({ name: 'a', body: 'x' }), Buffer.alloc(8192)]));
    expect(await extractBytes(padded)).toBe(1);
  });

  it('packs equal folders to equal bytes, and unpacks them again', async () => {
    const source = join(directory, 'source');
    await extractArchive({
      archive: write(rawArchive({ name: 'b/c', body: '1' }, { name: 'a', body: '2' })),
      target: source,
    });
    await packDirectory(source, join(directory, 'one.tar.gz'));
    const copy = join(directory, 'copy');
    await extractArchive({ archive: join(directory, 'one.tar.gz'), target: copy });
    expect(await packDirectory(copy, join(directory, 'two.tar.gz'))).toEqual({ files: 2 });
    expect(readFileSync(join(directory, 'one.tar.gz'))).toEqual(readFileSync(join(directory, 'two.tar.gz')));
    expect(statSync(join(copy, 'b/c')).size).toBe(1);
  });
});

function write(bytes: Buffer): string {
  const path = join(directory, 'source.tar.gz');
  writeFileSync(path, bytes);
  return path;
}
