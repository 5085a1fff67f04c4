import { COMMA } from '../engine/csv/bytes.ts';
import { ColumnTallies } from '../engine/csv/column-tallies.ts';
import { startRowBlocks } from '../engine/rows/start-row-blocks.ts';
import { type BlocksFrom, type DecodedTable, readCsv } from './read-csv.ts';
import { type TableBlock, TableBlockReader } from './table-block.ts';
import { TextSource } from './text-source.ts';

/** Who takes the rows of a table of any columns, in their order. */
export interface RowTaker {
  header(names: readonly string[]): void;
  row(cells: readonly string[]): void;
  block(rows: TableBlock): void;
  /** Places of the columns whose cells are numbers. Asked between pieces of the file until it is known. */
  numeric(): ReadonlySet<number> | undefined;
}

/** A row with a cell that should be a number and is none is read by itself: of a column there may be few of them. */
const MOST_ODD = 0.01;

/**
 * Reads a CSV file once, in bounded memory: plain rows many at a time by the kernel of rows, the others as cells. The
 * first defect ends the pass and is returned as a value; rows before it were handed over already.
 */
export async function readRows(
  bytes: AsyncIterable<Uint8Array>,
  taker: RowTaker,
  blocksFrom: BlocksFrom = 'second-piece',
): Promise<DecodedTable> {
  const source = new TextSource(bytes);
  let reader: TableBlockReader | undefined;
  let beginning: FirstRows | undefined;
  const blocks = (chunkBytes: number) => {
    const wanted = beginning === undefined ? undefined : taker.numeric();
    if (beginning === undefined || wanted === undefined) return undefined;
    const { width } = beginning;
    const numeric = beginning.numericOf(wanted);
    // Once is enough: a table that the kernel does not read is not asked about again.
    beginning = undefined;
    const columns = Array.from({ length: width }, (_, place) => columnOf(numeric.has(place)));
    const shape = {
      ...{ columns, rules: [], positions: [...columns.keys()], delimiter: COMMA },
      tallies: new ColumnTallies(columns, 'nothing'),
    };
    const started = startRowBlocks(shape, chunkBytes);
    reader = started === undefined ? undefined : new TableBlockReader(started, width, numeric);
    return started;
  };
  try {
    await source.fill();
    return await readCsv(
      source,
      {
        header: (names) => {
          beginning = new FirstRows(names.length);
          taker.header(names);
          return { blocks };
        },
        block: ({ first, last }) => {
          if (reader !== undefined) taker.block(reader.between(first, last));
        },
        plain: () => undefined,
        row: (cells) => {
          beginning?.add(cells);
          taker.row(cells);
        },
        flush: () => Promise.resolve(undefined),
      },
      COMMA,
      blocksFrom,
    );
  } finally {
    await source.close();
  }
}

function columnOf(isNumber: boolean) {
  return {
    ...{ name: '', type: isNumber ? ('number' as const) : ('string' as const), isNullable: true },
    ...{ minimum: Number.NEGATIVE_INFINITY, maximum: Number.POSITIVE_INFINITY },
  };
}

/** The rows before the kernel is asked: which columns hold numbers indeed. */
class FirstRows {
  readonly width: number;
  #rows = 0;
  readonly #odd: Uint32Array;

  constructor(width: number) {
    this.width = width;
    this.#odd = new Uint32Array(width);
  }

  add(cells: readonly string[]): void {
    this.#rows += 1;
    for (let place = 0; place < this.width; place += 1)
      if (Number.isNaN(Number(cells[place]))) this.#odd[place] = (this.#odd[place] ?? 0) + 1;
  }

  numericOf(wanted: ReadonlySet<number>): ReadonlySet<number> {
    return new Set([...wanted].filter((place) => (this.#odd[place] ?? 0) <= MOST_ODD * this.#rows));
  }
}
