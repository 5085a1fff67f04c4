/** Packs a folder as `.tar.gz`; equal files give equal bytes, whoever packs them and when. */
import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';

const EPOCH = new Date(0);
/** Models hardly compress; a higher level costs more time than it saves. */
const GZIP_LEVEL = 4;

export interface PackResult {
  readonly files: number;
}

/**
 * Files and folders in order of their names; what is neither (links, sockets) is left out, because nothing that
 * reads the archive would accept it.
 */
export async function packDirectory(directory: string, archive: string): Promise<PackResult> {
  const tar = pack();
  const writing = pipeline(tar, createGzip({ level: GZIP_LEVEL }), createWriteStream(archive));
  const files = addFolder(tar, directory, '').then((count) => {
    tar.finalize();
    return count;
  });
  files.catch((error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))));
  const [count] = await Promise.all([files, writing]);
  return { files: count };
}

async function addFolder(tar: Pack, directory: string, prefix: string): Promise<number> {
  const names = (await readdir(join(directory, prefix))).sort((a, b) => (a < b ? -1 : 1));
  let files = 0;
  for (const base of names) {
    const name = prefix === '' ? base : `${prefix}/${base}`;
    const path = join(directory, name);
    const status = await lstat(path);
    const header = { mtime: EPOCH, uid: 0, gid: 0, uname: '', gname: '' };
    if (status.isDirectory()) {
      tar.entry({ ...header, name: `${name}/`, type: 'directory', mode: 0o755 });
      files += await addFolder(tar, directory, name);
    } else if (status.isFile()) {
      const mode = (status.mode & 0o100) === 0 ? 0o644 : 0o755;
      await pipeline(createReadStream(path), tar.entry({ ...header, name, size: status.size, mode }));
      files += 1;
    }
  }
  return files;
}
