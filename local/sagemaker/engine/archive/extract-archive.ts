/**
 * Unpacks a `.tar.gz` from outside: files and folders below the target, nothing else. The first thing that is not
 * plain ends the extraction with an error that names it, and the half-filled target is removed.
 */
import { createReadStream, constants } from 'node:fs';
import { mkdir, open, realpath, rm, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract } from 'tar-stream';
import { ArchiveRefusedError } from '../errors.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.ts';
import { entryPath } from './entry-path.ts';
import { headerGuard } from './header-guard.ts';

const CREATE_NEW = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;
const OWNER_MAY_EXECUTE = 0o100;

type Entry = Extract extends AsyncIterable<infer Item> ? Item : never;

export interface ExtractOptions {
  readonly archive: string;
  /** Made when absent. Must be empty: what was there could be a link. */
  readonly target: string;
  /** Default: ARCHIVE_LIMITS. */
  readonly limits?: Partial<ArchiveLimits>;
}

/**
 * @returns number of files written
 * @throws ArchiveRefusedError when the archive is damaged, hostile or too large
 */
export async function extractArchive(options: ExtractOptions): Promise<number> {
  const limits = { ...ARCHIVE_LIMITS, ...options.limits };
  const refuse = (reason: string, cause?: unknown): ArchiveRefusedError =>
    new ArchiveRefusedError(
      'the archive was not unpacked',
      {
        where: options.archive,
        received: reason,
        allowed: 'a gzip-compressed tar of plain files and folders',
        fix: 'pack the folder again with `tar -czf archive.tar.gz -C folder .`, without links',
      },
      cause === undefined ? undefined : { cause },
    );
  await mkdir(options.target, { recursive: true });
  const root = await realpath(options.target);
  const packedBytes = (await stat(options.archive)).size;
  const entries = extract();
  const timeout = AbortSignal.timeout(limits.seconds * 1000);
  const feeding = pipeline(
    createReadStream(options.archive),
    createGunzip(),
    sizeGuard(limits, packedBytes, refuse),
    headerGuard(limits, refuse),
    entries,
    { signal: timeout },
  );
  const writing = writeEntries(entries, root, limits, refuse);
  // The writer's error also breaks the pipeline; its own message is the one that says why.
  const [written, fed] = await Promise.allSettled([writing, feeding]);
  const failure = [fed, written]
    .flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
    .sort((a, b) => Number(b instanceof ArchiveRefusedError) - Number(a instanceof ArchiveRefusedError))[0];
  if (failure === undefined && written.status === 'fulfilled') return written.value;
  await rm(root, { recursive: true, force: true });
  if (failure instanceof ArchiveRefusedError) throw failure;
  if (timeout.aborted) throw refuse(`unpacking took longer than ${limits.seconds} s`);
  throw refuse(failure instanceof Error ? failure.message : 'damaged archive', failure);
}

function sizeGuard(limits: ArchiveLimits, packedBytes: number, refuse: (reason: string) => Error): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limits.bytes) done(refuse(`more than ${limits.bytes} bytes unpacked`));
      else if (bytes > limits.ratioFreeBytes && bytes > limits.ratio * packedBytes) {
        done(refuse(`more than ${limits.ratio} bytes unpacked per byte packed`));
      } else done(null, chunk);
    },
  });
}

async function writeEntries(
  entries: AsyncIterable<Entry>,
  root: string,
  limits: ArchiveLimits,
  refuse: (reason: string) => Error,
): Promise<number> {
  const files = new Set<string>();
  let count = 0;
  for await (const entry of entries) {
    count += 1;
    if (count > limits.entries) throw refuse(`more than ${limits.entries} entries`);
    const { name, type, linkname, mode } = entry.header;
    const shown = JSON.stringify(name.slice(0, 80));
    const path = entryPath(name, limits);
    if (!path.isSafe) throw refuse(`${path.reason}: ${shown}`);
    if (linkname) throw refuse(`link: ${shown}`);
    if (type === 'directory') {
      await makeFolder(root, path.components, files, refuse);
      entry.resume();
    } else if (type === 'file' || type === 'contiguous-file') {
      const place = path.components.join('/');
      if (place === '' || name.endsWith('/')) throw refuse(`file with the name of a folder: ${shown}`);
      if (files.has(place)) throw refuse(`second entry of the same name: ${shown}`);
      const folder = await makeFolder(root, path.components.slice(0, -1), files, refuse);
      files.add(place);
      const isExecutable = (mode & OWNER_MAY_EXECUTE) !== 0;
      await writeFile(join(folder, path.components.at(-1) ?? ''), entry, isExecutable).catch(
        (error: unknown) => {
          throw isExisting(error) ? refuse(`file in the place of a folder: ${shown}`) : error;
        },
      );
    } else {
      throw refuse(`${type}: ${shown}`);
    }
  }
  return files.size;
}

/** No link is ever made below root, so a folder that resolves elsewhere was not made by this extraction. */
async function makeFolder(
  root: string,
  components: readonly string[],
  files: ReadonlySet<string>,
  refuse: (reason: string) => Error,
): Promise<string> {
  const isBelowFile = components.some((_, index) => files.has(components.slice(0, index + 1).join('/')));
  if (isBelowFile) throw refuse(`folder in the place of a file: ${JSON.stringify(components.join('/'))}`);
  const folder = join(root, ...components);
  await mkdir(folder, { recursive: true });
  const resolved = await realpath(folder);
  if (resolved !== root && !resolved.startsWith(root + sep))
    throw refuse('folder that leads out of the target');
  return folder;
}

async function writeFile(path: string, entry: Entry, isExecutable: boolean): Promise<void> {
  const file = await open(path, CREATE_NEW, isExecutable ? 0o755 : 0o644);
  try {
    for await (const chunk of entry as AsyncIterable<Uint8Array>) await file.write(chunk);
  } finally {
    await file.close();
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EEXIST' || error.code === 'EISDIR');
}
