import type { Reason } from '#core/data/contract-verdict';
import { ObjectGoneError } from '#core/data/errors';
import { LARGEST_LABEL_FILE_BYTES, type LabelFile, type LabelTerms, readLabels } from '#core/serving/labels';
import type { ObjectRef, ObjectStore } from '#ports/object-store';

/**
 * Reads and checks a label object. That it is too large, or was deleted before it could be read, is a reason like
 * any other: no retry would bring another outcome.
 */
export async function readLabelFile(
  store: ObjectStore,
  labels: ObjectRef & { readonly sizeBytes: number },
  terms: LabelTerms,
): Promise<LabelFile> {
  const { bucket, key, versionId, sizeBytes } = labels;
  if (sizeBytes > LARGEST_LABEL_FILE_BYTES) {
    return unreadable({
      code: 'file-too-large',
      received: `${sizeBytes} bytes`,
      allowed: `at most ${LARGEST_LABEL_FILE_BYTES} bytes a file`,
      fix: 'split it by rows, each part with the header, and upload the parts',
    });
  }
  try {
    const ref = versionId === undefined ? { bucket, key } : { bucket, key, versionId };
    return await readLabels(await store.read(ref), terms);
  } catch (error) {
    if (!(error instanceof ObjectGoneError)) throw error;
    return unreadable({
      code: 'object-gone',
      received: 'no object: it was deleted or replaced before it was read',
      allowed: 'an object that stays until it is read',
      fix: 'upload the file again',
    });
  }
}

function unreadable(reason: Reason): LabelFile {
  return { columns: [], rows: new Map(), duplicates: 0, contradictions: 0, reasons: [reason], warnings: [] };
}
