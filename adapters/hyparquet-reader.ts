import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  type SchemaElement,
} from 'hyparquet';
import { GyreError } from '#core/errors';
import { type ParquetColumn, type ParquetKind, UnreadableParquet } from '#core/data/parquet-table';
import type { ParquetFile, ParquetReader } from '#ports/parquet-reader';

/** A row group is held as a whole, a value taking 8 to 24 bytes. */
const MOST_VALUES = 32_000_000;
/** Read at once: a column of a row group, or its table of contents. One that says more is made to fill the memory. */
const MOST_BYTES = 512 * 1024 ** 2;
/** A page says how long it becomes: one that says more is made to fill the memory. */
const LARGEST_PAGE_BYTES = 256 * 1024 ** 2;

/** The C library behind Node unpacks what it knows; snappy, the default of most writers, is in the reader itself. */
const unpacked = (unpack: (input: Uint8Array, options: { maxOutputLength: number }) => Uint8Array) => {
  return (input: Uint8Array, length: number) => {
    if (length > LARGEST_PAGE_BYTES) throw new RangeError(`a page of ${length} bytes`);
    return unpack(input, { maxOutputLength: length });
  };
};
const compressors = {
  GZIP: unpacked(gunzipSync),
  ZSTD: unpacked(zstdDecompressSync),
  BROTLI: unpacked(brotliDecompressSync),
};

const [MILLIS, MICROS, NANOS] = [1_000n, 1_000_000n, 1_000_000_000n];
const parsers = {
  timestampFromMilliseconds: (value: bigint) => timeText(value, MILLIS, 3),
  timestampFromMicroseconds: (value: bigint) => timeText(value, MICROS, 6),
  timestampFromNanoseconds: (value: bigint) => timeText(value, NANOS, 9),
  dateFromDays: (days: number) => days,
  stringFromBytes: (bytes: Uint8Array) => bytes,
  jsonFromBytes: (bytes: Uint8Array) => bytes,
};

export const hyparquetReader: ParquetReader = {
  async open(stored) {
    const file = asyncBuffer(stored);
    let metadata: FileMetaData;
    try {
      metadata = await parquetMetadataAsync(file, { geoparquet: false });
    } catch (error) {
      // What the store says is no fault of the file.
      if (error instanceof GyreError) throw error;
      return new UnreadableParquet(error instanceof Error ? error.message : 'no Parquet footer');
    }
    const fields = fieldsOf(metadata);
    const largest = metadata.row_groups.find((group) => Number(group.num_rows) * fields.length > MOST_VALUES);
    if (largest !== undefined) {
      return new UnreadableParquet(`a row group of ${largest.num_rows} rows, at most ${MOST_VALUES} values`);
    }
    return {
      columns: fields.map(columnOf),
      rows: Number(metadata.num_rows),
      groups: () => groupsOf(file, metadata, fields),
    };
  },
};

/** As the reader asks for it: memory of its own, and no more than is there. */
function asyncBuffer(file: ParquetFile): AsyncBuffer {
  const { sizeBytes } = file;
  return {
    byteLength: sizeBytes,
    slice: async (start, end = sizeBytes) => {
      const from = Math.max(0, start < 0 ? sizeBytes + start : start);
      const to = Math.min(sizeBytes, end);
      if (to - from > MOST_BYTES) throw new RangeError(`${to - from} bytes at once, at most ${MOST_BYTES}`);
      return new Uint8Array(to > from ? await file.bytes(from, to) : []).buffer;
    },
  };
}

async function* groupsOf(file: AsyncBuffer, metadata: FileMetaData, fields: readonly SchemaElement[]) {
  const at = new Map(fields.map(({ name }, index) => [name, index]));
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const columns: unknown[][] = fields.map(() => []);
    await parquetRead({
      ...{ file, metadata, rowStart, rowEnd, compressors, parsers, utf8: false, geoparquet: false },
      onChunk: ({ columnName, columnData, rowStart: from }) => {
        const column = columns[at.get(columnName) ?? -1];
        if (column === undefined) return;
        for (let index = 0; index < columnData.length; index += 1)
          column[from - rowStart + index] = columnData[index];
      },
    });
    for (const column of columns) column.length = rowEnd - rowStart;
    yield columns;
    rowStart = rowEnd;
  }
}

/** The columns of the top level. What is below them belongs to values within values. */
function fieldsOf({ schema }: FileMetaData): SchemaElement[] {
  const fields: SchemaElement[] = [];
  for (let at = 1; at < schema.length; at = behind(schema, at)) {
    const element = schema[at];
    if (element === undefined) break;
    // Read as the integer that it is: the reader would make a rounded number of it.
    if (element.converted_type === 'DECIMAL') {
      element.logical_type ??= {
        type: 'DECIMAL',
        precision: element.precision ?? 0,
        scale: element.scale ?? 0,
      };
      delete element.converted_type;
    }
    fields.push(element);
  }
  return fields;
}

function behind(schema: readonly SchemaElement[], at: number): number {
  let next = at + 1;
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child += 1) next = behind(schema, next);
  return next;
}

function columnOf(element: SchemaElement): ParquetColumn {
  return { name: element.name, kind: kindOf(element), scale: element.scale ?? 0 };
}

function kindOf({
  type,
  logical_type: logical,
  converted_type: converted,
  ...element
}: SchemaElement): ParquetKind {
  if ((element.num_children ?? 0) > 0 || element.repetition_type === 'REPEATED') return 'nested';
  if (logical?.type === 'DECIMAL') return 'decimal';
  if (logical?.type === 'TIMESTAMP') return logical.isAdjustedToUTC ? 'instant' : 'local';
  if (type === 'INT96' || converted?.startsWith('TIMESTAMP') === true) return 'instant';
  if (logical?.type === 'DATE' || converted === 'DATE') return 'date';
  switch (type) {
    case 'BOOLEAN':
      return 'boolean';
    case 'INT32':
    case 'INT64':
      return 'integer';
    case 'FLOAT':
      return 'float32';
    case 'DOUBLE':
      return 'number';
    default:
      return 'text';
  }
}

/** @returns date and time without zone, the fraction without zeros at its end */
function timeText(value: bigint, perSecond: bigint, places: number): string {
  const rest = ((value % perSecond) + perSecond) % perSecond;
  const seconds = Number((value - rest) / perSecond);
  const fraction = rest.toString().padStart(places, '0').replace(/0+$/, '');
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  return fraction === '' ? text : `${text}.${fraction}`;
}
