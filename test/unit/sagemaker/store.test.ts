import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ResourceStore } from '#local/sagemaker/store';

interface Thing {
  readonly size: number;
}

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gyre-store-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const files = () => readdirSync(join(directory, 'things'));
const open = () => new ResourceStore<Thing>(directory, 'things');

/** A disk that is full until it is told otherwise. */
function fullDisk() {
  const disk = { isFull: true };
  const write = (path: string, text: string) => {
    if (disk.isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    writeFileSync(path, text);
  };
  return { disk, store: new ResourceStore<Thing>(directory, 'things', write) };
}

describe('the store', () => {
  it('has after a restart what it had, names apart by case, and nothing that was deleted', () => {
    const store = open();
    store.put('a', { size: 1 });
    store.put('A', { size: 2 });
    store.put('b', { size: 3 });
    store.delete('b');
    expect([open().get('a'), open().get('A'), open().get('b')]).toEqual([
      { size: 1 },
      { size: 2 },
      undefined,
    ]);
    expect(files()).toHaveLength(2);
  });

  it('ignores what a crash left half written', () => {
    open().put('a', { size: 1 });
    writeFileSync(join(directory, 'things', 'x.json.new'), '{"name":"x","reso');
    expect(open().values()).toEqual([{ size: 1 }]);
  });

  it('L-01 refuses a request on a full disk and keeps the old state', () => {
    const { disk, store } = fullDisk();
    disk.isFull = false;
    store.put('a', { size: 1 });
    disk.isFull = true;
    expect(() => store.put('a', { size: 2 })).toThrow(/ENOSPC.*nothing was changed/);
    expect([store.get('a'), open().get('a')]).toEqual([{ size: 1 }, { size: 1 }]);
  });

  it('L-01 keeps what happened in memory until a full disk has room again', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { disk, store } = fullDisk();
    store.record('a', { size: 1 });
    store.record('b', { size: 2 });
    expect([store.get('a'), files()]).toEqual([{ size: 1 }, []]);
    disk.isFull = false;
    await vi.waitFor(() => expect(files()).toHaveLength(2), { timeout: 3000 });
    expect(open().get('b')).toEqual({ size: 2 });
  });
});
