import type { FileBaseline } from './compared-column.ts';
import { type BaselineFile, BaselineTable } from './baseline-table.ts';
import { openFile } from './open-file.ts';
import { profileBaseline } from './profile-baseline.ts';
import { readTable } from './read-table.ts';

/** @throws UnknownThingError, BadInputFileError, and what readers of the files of Model Monitor throw */
export async function readBaseline(file: BaselineFile): Promise<FileBaseline> {
  const { kind, bytes } = await openFile(file.path);
  if (kind === 'json') return profileBaseline(file.path, await textOf(bytes));
  const table = new BaselineTable(file);
  await readTable({ ...file, bytes }, table);
  return table.finish();
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
