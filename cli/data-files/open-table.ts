import { openFile } from '../drift-files/open-file.ts';
import { BadInputFileError } from '../errors.ts';

/**
 * The text of a CSV file, unpacked.
 * @throws UnknownThingError, BadInputFileError
 */
export async function openTable(file: string): Promise<AsyncIterable<Uint8Array>> {
  const { kind, bytes } = await openFile(file);
  if (kind === 'table') return bytes;
  throw new BadInputFileError('the file is no table', {
    where: file,
    received: 'JSON',
    allowed: 'a CSV file with a header line, plain, .gz or .zst',
    fix: 'name a CSV file; captures are compared by `gyre drift files`',
  });
}
