import { readFileSync } from 'node:fs';
import { UnknownThingError } from '../errors.ts';

/** @throws UnknownThingError when a file that a command names cannot be read */
export function readInputFile(file: string, kind = 'a CSV file with a header line'): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UnknownThingError(
      'the file cannot be read',
      { where: file, fix: `name ${kind}` },
      { cause: error },
    );
  }
}
