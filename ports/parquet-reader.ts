import type { ParquetTable, UnreadableParquet } from '#core/data/parquet-table';

/** Reads a Parquet file that lies in memory as a whole: its table of contents is at its end. */
export interface ParquetReader {
  open(bytes: Uint8Array): ParquetTable | UnreadableParquet;
}
