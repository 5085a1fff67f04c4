import type { DatasetConfig } from '../config/dataset-config.ts';
import { COMMA } from '../engine/csv/bytes.ts';
import type { UploadFacts } from './contract-verdict.ts';
import { type DecodeFailure, LARGEST_FILE_BYTES, type Normalisation } from './decode-failure.ts';
import type { DatasetProfile } from './profile.ts';
import { readCsv } from './read-csv.ts';
import { TextSource } from './text-source.ts';
import type { UploadSink } from './upload-output.ts';
import { UploadPass } from './upload-pass.ts';

export interface ProfiledPass {
  readonly facts: Omit<UploadFacts, 'knownKeys'>;
  readonly profile: DatasetProfile;
  readonly sha256: string;
  readonly normalised: readonly Normalisation[];
  readonly isReordered: boolean;
}

/**
 * One streaming pass over an upload: decode, match columns by name, check each row, profile each column, and rewrite
 * the good rows in the dataset's column order with LF line ends. Memory does not grow with the file, except for 16
 * bytes a row for the uniqueness of keys.
 */
export async function profileUpload(
  bytes: AsyncIterable<Uint8Array>,
  dataset: DatasetConfig,
  sink: UploadSink,
): Promise<ProfiledPass> {
  const source = new TextSource(bytes);
  const delimiter = dataset.delimiter?.charCodeAt(0) ?? COMMA;
  const pass = new UploadPass(dataset, sink, delimiter);
  try {
    const decoded = await readCsv(source, pass, delimiter);
    const found = await pass.finish(decoded);
    // Of a file that is refused nothing was used, and how far it was read is chance.
    const normalised = decoded.failure === undefined ? [...source.normalised].sort() : [];
    return { ...found, normalised };
  } finally {
    await source.close();
  }
}

/** A file that is refused before a byte of it is read, because of its size. */
export function refusedUnread(sizeBytes: number): DecodeFailure | undefined {
  if (sizeBytes <= LARGEST_FILE_BYTES) return undefined;
  return { reason: 'file-too-large', line: 0, detail: `${sizeBytes} bytes` };
}
