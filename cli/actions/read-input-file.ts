import { readFileSync } from 'node:fs';
import { UnknownThingError } from '../errors.ts';

/** @throws UnknownThingError when a file that a command names cannot be read */
export function readInputFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UnknownThingError(
      'the file cannot be read',
      { where: file, fix: 'name a CSV file with a header line' },
      { cause: error },
    );
  }
}
