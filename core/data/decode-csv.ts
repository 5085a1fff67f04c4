import { COMMA } from '../engine/csv/bytes.ts';
import type { DecodeFailure, Normalisation } from './decode-failure.ts';
import { type DecodedTable, readCsv } from './read-csv.ts';
import { TextSource } from './text-source.ts';

interface RowHandler {
  header(columns: readonly string[]): void;
  /** @param line line of the file on which the row ends, from 1 */
  row(cells: readonly string[], line: number): void | Promise<void>;
}

export interface DecodedCsv extends DecodedTable {
  readonly failure?: DecodeFailure;
  readonly normalised: readonly Normalisation[];
}

/**
 * Reads a CSV file as a stream, once, in bounded memory, and hands each row to the handler as cells: for tables of any
 * columns. A dataset's own uploads go through `profileUpload`, which needs no string for a good row.
 *
 * Names of columns are data: they are never used as keys of an object. The first defect ends the pass and is returned
 * as a value, with its line; rows before it were handed over already.
 */
export async function decodeCsv(
  bytes: AsyncIterable<Uint8Array>,
  handler: RowHandler,
  delimiter = COMMA,
): Promise<DecodedCsv> {
  const source = new TextSource(bytes);
  let waiting: (readonly [cells: readonly string[], line: number])[] = [];
  const collector = {
    header: (columns: readonly string[]) => {
      handler.header(columns);
      return {};
    },
    block: () => undefined,
    plain: () => undefined,
    row: (cells: readonly string[], line: number) => void waiting.push([cells, line]),
    flush: async () => {
      for (const [cells, line] of waiting) {
        const pending = handler.row(cells, line);
        if (pending !== undefined) await pending;
      }
      waiting = [];
      return undefined;
    },
  };
  try {
    await source.fill();
    const decoded = await readCsv(source, collector, delimiter);
    // Of a file that is refused nothing was used, and how far it was read is chance.
    const normalised = decoded.failure === undefined ? [...source.normalised].sort() : [];
    return { ...decoded, normalised };
  } finally {
    await source.close();
  }
}
