import type { ParquetTable, UnreadableParquet } from '#core/data/parquet-table';

/** A file of which any bytes can be read: its table of contents is at its end. */
export interface ParquetFile {
  readonly sizeBytes: number;
  /** @returns those from `from` to before `to` */
  bytes(from: number, to: number): Promise<Uint8Array>;
}

/** Reads a Parquet file row group by row group; never more than one of them is in memory. */
export interface ParquetReader {
  open(file: ParquetFile): Promise<ParquetTable | UnreadableParquet>;
}
