/** A Parquet file as its reader hands it over (ports/parquet-reader.ts): flat columns, row group by row group. */
export interface ParquetTable {
  readonly columns: readonly ParquetColumn[];
  readonly rows: number;
  /** Columns of one row group after the other, each as long as the group; missing values are null or undefined. */
  groups(): AsyncIterable<readonly ArrayLike<unknown>[]>;
}

export interface ParquetColumn {
  readonly name: string;
  readonly kind: ParquetKind;
  /** Digits behind the point; of decimals. */
  readonly scale: number;
}

/**
 * What the reader hands over for a value: text as bytes; integer, number and float32 as number or bigint; boolean;
 * timestamps as text without zone (`instant`: in UTC, `local`: in a zone nobody knows); date as days since 1970;
 * decimal as the integer without its point; nested: values within values.
 */
export type ParquetKind =
  'text' | 'integer' | 'number' | 'float32' | 'boolean' | 'instant' | 'local' | 'date' | 'decimal' | 'nested';

/** The file is none, or is packed or built in a way that is not read. */
export class UnreadableParquet {
  readonly detail: string;
  constructor(detail: string) {
    this.detail = detail;
  }
}
