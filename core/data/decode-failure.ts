/** Why a file cannot be read as a table. Each is found at a line and stops the pass. */
export type DecodeReason =
  | 'empty'
  | 'header-only'
  | 'not-plain-text'
  | 'file-too-large'
  | 'utf-16'
  | 'not-utf-8'
  | 'nul-byte'
  | 'ragged-row'
  | 'unbalanced-quote'
  | 'line-too-long'
  | 'duplicate-column'
  | 'unnamed-column'
  | 'too-many-columns'
  | 'too-many-rows'
  | 'broken-archive'
  | 'unpacks-too-far'
  | 'bad-json'
  | 'bad-parquet'
  | 'nested-value'
  | 'other-format';

export interface DecodeFailure {
  readonly reason: DecodeReason;
  /** From 1; 0 when the file as a whole is meant. */
  readonly line: number;
  readonly column?: string;
  readonly detail: string;
}

/** A function reads this much in the time it has, and a copy within S3 takes no more at once. */
export const LARGEST_FILE_BYTES = 4 * 1024 ** 3;

/** How the file was other than canonical rows: none of it can change a value (docs/decisions/0003 and 0027). */
export type Normalisation = 'byte-order-mark' | 'crlf' | 'gzip' | 'zstandard' | 'json-lines' | 'parquet';
