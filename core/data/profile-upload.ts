import type { DatasetConfig } from '../config/dataset-config.ts';
import { COMMA } from '../engine/csv/bytes.ts';
import type { UploadFacts } from './contract-verdict.ts';
import { type DecodeFailure, LARGEST_FILE_BYTES, type Normalisation } from './decode-failure.ts';
import { packedFormat } from './packed-format.ts';
import { type ParquetTable, UnreadableParquet } from './parquet-table.ts';
import { ParquetText } from './parquet-text.ts';
import type { DatasetProfile } from './profile.ts';
import { type DecodedTable, readCsv } from './read-csv.ts';
import { readJsonLines } from './read-json-lines.ts';
import { TextSource } from './text-source.ts';
import { Unpacking } from './unpack.ts';
import type { UploadSink } from './upload-output.ts';
import { UploadPass } from './upload-pass.ts';

export interface ProfiledPass {
  readonly facts: Omit<UploadFacts, 'knownKeys'>;
  readonly profile: DatasetProfile;
  readonly sha256: string;
  readonly normalised: readonly Normalisation[];
  readonly isReordered: boolean;
}

export interface UploadTerms {
  /** Rows that come from labels are CSV, whatever people upload. */
  readonly origin?: 'landing' | 'ground-truth';
  /** Opens the same file as Parquet. Where it is absent, Parquet is refused. */
  readonly openParquet?: () => Promise<ParquetTable | UnreadableParquet>;
}

const OPEN_BRACE = 0x7b;
const BLANKS: readonly number[] = [0x20, 0x09, 0x0a, 0x0d];

/**
 * One streaming pass over an upload: unpack, decode, match columns by name, check each row, profile each column, and
 * rewrite the good rows in the dataset's column order with LF line ends. The same rows give the same bytes, whatever
 * format they came in. Memory does not grow with the file, except for 16 bytes a row for the uniqueness of keys.
 */
export async function profileUpload(
  bytes: AsyncIterable<Uint8Array>,
  dataset: DatasetConfig,
  sink: UploadSink,
  { origin, openParquet }: UploadTerms = {},
): Promise<ProfiledPass> {
  const isOwn = origin === 'ground-truth';
  const format = isOwn ? 'csv' : dataset.format;
  const delimiter = isOwn ? COMMA : (dataset.delimiter?.charCodeAt(0) ?? COMMA);
  const unpacking = new Unpacking();
  const source = new TextSource(unpacking.unpack(bytes));
  try {
    await source.fill();
    const first = source.bytes.subarray(source.from, source.filled);
    const isParquet = packedFormat(first) === 'Parquet';
    if (isParquet && openParquet !== undefined && (format === 'parquet' || format === 'any')) {
      await source.close();
      return await parquetPass(await openParquet(), dataset, sink);
    }
    const isJson = format === 'jsonl' || (format === 'any' && isObject(first));
    const pass = new UploadPass(dataset, sink, isJson ? COMMA : delimiter);
    const read = async (): Promise<DecodedTable> => {
      if (format === 'parquet' && !isParquet && source.defect === undefined && source.filled > 0)
        return {
          rows: 0,
          failure: { reason: 'other-format', line: 0, detail: 'the file is no Parquet data' },
        };
      return isJson ? readJsonLines(source, pass) : readCsv(source, pass, delimiter);
    };
    const table = await read();
    const failure = unpacking.defect ?? table.failure;
    const found = await pass.finish({ rows: table.rows, ...(failure === undefined ? {} : { failure }) });
    const kinds = [...source.normalised, ...(isJson ? ['json-lines' as const] : [])];
    if (unpacking.format !== undefined) kinds.push(unpacking.format);
    // Of a file that is refused nothing was used, and how far it was read is chance.
    return { ...found, normalised: failure === undefined ? kinds.sort() : [] };
  } finally {
    await source.close();
  }
}

/** A file that is refused before a byte of it is read, because of its size. */
export function refusedUnread(sizeBytes: number): DecodeFailure | undefined {
  if (sizeBytes <= LARGEST_FILE_BYTES) return undefined;
  return { reason: 'file-too-large', line: 0, detail: `${sizeBytes} bytes` };
}

async function parquetPass(
  table: ParquetTable | UnreadableParquet,
  dataset: DatasetConfig,
  sink: UploadSink,
): Promise<ProfiledPass> {
  const pass = new UploadPass(dataset, sink);
  if (table instanceof UnreadableParquet) {
    const failure = { reason: 'bad-parquet', line: 0, detail: table.detail } as const;
    return { ...(await pass.finish({ rows: 0, failure })), normalised: [] };
  }
  const text = new ParquetText(table);
  const source = new TextSource(text.lines());
  try {
    await source.fill();
    const decoded = await readCsv(source, pass, COMMA);
    const failure = text.failure ?? decoded.failure;
    const found = await pass.finish({ rows: decoded.rows, ...(failure === undefined ? {} : { failure }) });
    return { ...found, normalised: failure === undefined ? ['parquet'] : [] };
  } finally {
    await source.close();
  }
}

/** Is the first byte that is no blank the beginning of an object? */
function isObject(bytes: Uint8Array): boolean {
  return bytes.find((byte) => !BLANKS.includes(byte)) === OPEN_BRACE;
}
