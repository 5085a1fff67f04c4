import { BaselineTable, type TableFacts } from '#core/monitoring/table/baseline-table';
import type { TableBaseline } from '#core/monitoring/table/table-baseline';
import { openFile } from './open-file.ts';
import { profileBaseline } from './profile-baseline.ts';
import type { Tell } from './read-progress.ts';
import { type HeaderRule, readTable } from './read-table.ts';

export interface BaselineFile extends Omit<TableFacts, 'name'> {
  readonly path: string;
  readonly header: HeaderRule;
  readonly tell: Tell;
}

/** @throws UnknownThingError, BadInputFileError, BadTableError, and what readers of the files of Model Monitor throw */
export async function readBaseline(file: BaselineFile): Promise<TableBaseline> {
  const { kind, bytes } = await openFile(file.path, file.tell);
  if (kind === 'json') return profileBaseline(file.path, await textOf(bytes));
  const table = new BaselineTable({ ...file, name: file.path });
  await readTable({ ...file, bytes }, table);
  return table.finish();
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
