import type { DatasetConfig } from '#core/config/dataset-config';
import { judgeUpload, type Reason } from '#core/data/contract-verdict';
import { profileUpload } from '#core/data/profile-upload';
import type { Tell } from '../drift-files/read-progress.ts';
import type { Paper } from '../output.ts';
import { openTable } from './open-table.ts';

export interface CheckedFile {
  readonly file: string;
  readonly dataset: string;
  readonly verdict: 'accept' | 'quarantine';
  readonly rows: number;
  readonly goodRows: number;
  readonly rejectedRows: number;
  readonly reasons: readonly Reason[];
}

/** What would become of a file as an upload, by the same code; only keys of earlier versions are not looked up. */
export async function checkFile(
  file: string,
  dataset: DatasetConfig,
  { asOf, tell }: { readonly asOf: Date; readonly tell: Tell },
): Promise<CheckedFile> {
  const nothing = () => Promise.resolve();
  const sink = { rows: nothing, keys: nothing, rejected: nothing };
  const { facts } = await profileUpload(await openTable(file, tell), dataset, sink);
  const { verdict, reasons } = judgeUpload(dataset, { ...facts, knownKeys: 0 }, asOf);
  const { rows, goodRows, rejectedRows } = facts;
  return { file, dataset: dataset.name, verdict, rows, goodRows, rejectedRows, reasons };
}

export function drawCheck(checked: CheckedFile, paper: Paper): string {
  const { file, dataset, verdict, rows, goodRows, rejectedRows, reasons } = checked;
  const outcome = verdict === 'accept' ? 'would be accepted' : 'would be quarantined';
  const head = `${paper.heading(`${file} ${outcome}`)} by dataset ${dataset}: ${rows} rows, ${goodRows} good, ${rejectedRows} rejected`;
  if (reasons.length === 0) return head;
  const table = paper.table(
    [
      { title: 'CODE', value: (line) => line.code },
      { title: 'LINE', value: (line) => line.line },
      { title: 'COLUMN', value: (line) => line.column },
      { title: 'RECEIVED', value: (line) => line.received },
      { title: 'ALLOWED', value: (line) => line.allowed },
      { title: 'FIX', value: (line) => line.fix },
    ],
    reasons,
  );
  return `${head}\n\n${table}`;
}
