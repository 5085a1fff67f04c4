import { openFile } from '../drift-files/open-file.ts';
import type { Tell } from '../drift-files/read-progress.ts';
import { BadInputFileError } from '../errors.ts';

/**
 * The text of a CSV file, unpacked.
 * @param tell  takes lines of progress while it is read, when that takes long
 * @throws UnknownThingError, BadInputFileError
 */
export async function openTable(file: string, tell: Tell): Promise<AsyncIterable<Uint8Array>> {
  const { kind, bytes } = await openFile(file, tell);
  if (kind === 'table') return bytes;
  throw new BadInputFileError('the file is no table', {
    where: file,
    received: 'JSON',
    allowed: 'a CSV file with a header line, plain, .gz or .zst',
    fix: 'name a CSV file; captures are compared by `gyre drift files`',
  });
}
