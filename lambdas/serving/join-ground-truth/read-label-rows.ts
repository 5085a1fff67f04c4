import { ObjectGoneError } from '#core/data/errors';
import { type JoinedFile, type LabelsRecord, waitingKey } from '#core/serving/ground-truth-records';
import type { LabelBook } from '#core/serving/label-book';
import type { LabelTerms } from '#core/serving/labels';
import { inOrderOf, type WaitingRows, waitingRowsSchema } from '#core/serving/waiting-rows';
import type { ObjectStore } from '#ports/object-store';
import { parseContract } from '../../common/define-handler.ts';
import { readLabelFile } from '../../common/read-label-file.ts';

export interface ReadRows {
  /** Reasons of files that cannot be read as what they were when they came. */
  readonly unusable: ReadonlyMap<string, JoinedFile['reasons']>;
  /** How far earlier joins looked for the rows of a file. */
  readonly searchedTo: ReadonlyMap<string, string>;
}

/**
 * Puts the rows of label files into the book: of a file that no join has taken yet all, else those that wait since.
 * A file is read once: what waits of it lies in a document of the join that took it last.
 */
export async function readLabelRows(
  { store, lakeBucket }: { readonly store: ObjectStore; readonly lakeBucket: string },
  labels: readonly LabelsRecord[],
  book: LabelBook,
  terms: LabelTerms,
): Promise<ReadRows> {
  const unusable = new Map<string, JoinedFile['reasons']>();
  const searchedTo = new Map<string, string>();
  const documents = new Map<string, WaitingRows | undefined>();
  for (const record of labels) {
    const { labelsId, joinId } = record;
    if (joinId === undefined) {
      const file = await readLabelFile(store, record, terms);
      if (file.reasons.length === 0) book.add(labelsId, file);
      else unusable.set(labelsId, [...file.reasons]);
      continue;
    }
    const key = waitingKey(record.model, joinId);
    if (!documents.has(key)) documents.set(key, await readWaiting(store, lakeBucket, key));
    const document = documents.get(key);
    const waiting = document?.files.find((file) => file.labelsId === labelsId);
    if (document === undefined || waiting === undefined) {
      unusable.set(labelsId, [rowsGone(key)]);
      continue;
    }
    searchedTo.set(labelsId, document.searchedTo);
    const rows = waiting.rows.map(([rowId, values]) => {
      const row = { values: inOrderOf(terms.dataset.labels, document.labels, values), line: 0 };
      return [rowId, row] as const;
    });
    book.add(labelsId, { rows: new Map(rows), duplicates: 0, contradictions: 0 });
  }
  return { unusable, searchedTo };
}

async function readWaiting(
  store: ObjectStore,
  bucket: string,
  key: string,
): Promise<WaitingRows | undefined> {
  try {
    return parseContract(waitingRowsSchema, JSON.parse(await store.readText({ bucket, key })), key);
  } catch (error) {
    if (error instanceof ObjectGoneError) return undefined;
    throw error;
  }
}

function rowsGone(key: string): NonNullable<JoinedFile['reasons']>[number] {
  return {
    code: 'object-gone',
    received: `no ${key}: the rows that waited for their captures were deleted`,
    allowed: 'a document that stays until its rows are joined',
    fix: 'upload the label file again',
  };
}
