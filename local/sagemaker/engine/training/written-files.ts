/** Reads what a script left behind without being led elsewhere: a script may leave a link to any file of the user. */
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const LARGEST_READ_BYTES = 64 * 1024;

/** @returns undefined when the folder is gone, or is a link */
export async function writtenFolder(base: string, relative: string): Promise<string | undefined> {
  const expected = join(await realpath(base), relative);
  const found = await realpath(expected).catch(() => undefined);
  return found === expected ? found : undefined;
}

/** The beginning of a text file. @returns undefined when there is none, or a link in its place */
export async function readWritten(base: string, relative: string): Promise<string | undefined> {
  const folder = await writtenFolder(base, dirname(relative));
  if (folder === undefined) return undefined;
  const path = join(folder, basename(relative));
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const status = await file.stat();
    if (!status.isFile()) return undefined;
    const { bytesRead, buffer } = await file.read(Buffer.alloc(LARGEST_READ_BYTES), 0, LARGEST_READ_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
