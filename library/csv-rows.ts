import { decodeCsv } from '#core/data/decode-csv';
import type { DecodeFailure } from '#core/data/decode-failure';
import { BadTableError } from '#core/monitoring/table/errors';
import { type ByteSource, piecesOf } from './byte-source.ts';
import type { Row } from './table.ts';

export interface CsvOptions {
  /** Names of the columns, for a file whose first line is a row. Default: the first line has them. */
  readonly names?: readonly string[];
  /** One ASCII character. Default: a comma. */
  readonly delimiter?: string;
}

const BATCH_ROWS = 1000;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const COMMA = ',';

/**
 * The rows of a CSV file (RFC 4180, UTF-8), read while they are asked for: memory does not grow with the file. Cells
 * are texts; `makeBaseline` and `countRows` tell numbers by themselves.
 *
 * @param bytes the file, unpacked
 * @throws BadTableError at the first line that is none of the table, with its number
 * @example
 * ```ts
 * const bytes = new TextEncoder().encode('distance,carrier\n800,AA\n,DL\n');
 * for await (const row of csvRows(bytes)) console.log(row);
 * // { distance: '800', carrier: 'AA' }
 * // { distance: '', carrier: 'DL' }
 * ```
 */
export async function* csvRows(bytes: ByteSource, options: CsvOptions = {}): AsyncGenerator<Row> {
  const { names, delimiter = COMMA } = options;
  const source = names === undefined ? piecesOf(bytes) : withHeader(piecesOf(bytes), names, delimiter);
  for await (const batch of handedOver((hand) => decode(source, delimiter, hand))) yield* batch;
}

type Hand = (batch: readonly Row[]) => Promise<void>;

async function decode(source: AsyncIterable<Uint8Array>, delimiter: string, hand: Hand): Promise<void> {
  let columns: readonly string[] = [];
  let batch: Row[] = [];
  const { failure } = await decodeCsv(
    source,
    {
      header: (names) => {
        columns = names;
      },
      row: (cells) => {
        // Entries, since a column may be called __proto__.
        batch.push(Object.fromEntries(columns.map((name, place) => [name, cells[place]])));
        if (batch.length < BATCH_ROWS) return undefined;
        const full = batch;
        batch = [];
        return hand(full);
      },
    },
    delimiter.charCodeAt(0),
  );
  if (failure !== undefined) throw tableError(failure);
  if (batch.length > 0) await hand(batch);
}

function tableError({ reason, line, detail, column }: DecodeFailure): BadTableError {
  return new BadTableError('the table cannot be read', {
    where: `line ${line}${column === undefined ? '' : `, column ${column}`}`,
    received: `${reason}: ${detail}`,
    allowed: 'CSV in UTF-8 with a header, each row as long as the header, at least one row',
    fix: 'mend the line; for a file without a header give the names of its columns',
  });
}

async function* withHeader(
  pieces: AsyncIterable<Uint8Array>,
  names: readonly string[],
  delimiter: string,
): AsyncGenerator<Uint8Array> {
  const quoted = names.map((name) => `"${name.replaceAll('"', '""')}"`);
  yield new TextEncoder().encode(`${quoted.join(delimiter)}\n`);
  let isFirst = true;
  for await (const piece of pieces) {
    const isMarked = isFirst && BYTE_ORDER_MARK.every((byte, at) => piece[at] === byte);
    yield isMarked ? piece.subarray(BYTE_ORDER_MARK.length) : piece;
    isFirst = false;
  }
}

/** What one side hands over, the other takes: the first waits until it was taken. */
async function* handedOver(run: (hand: Hand) => Promise<void>): AsyncGenerator<readonly Row[]> {
  let deliver: (batch: readonly Row[] | undefined) => void = () => undefined;
  let [goOn, stop]: [() => void, (reason: Error) => void] = [() => undefined, () => undefined];
  const coming = () =>
    new Promise<readonly Row[] | undefined>((resolve) => {
      deliver = resolve;
    });
  let next = coming();
  const running = run(
    (batch) =>
      new Promise((resolve, reject) => {
        [goOn, stop] = [resolve, reject];
        deliver(batch);
      }),
  );
  // It is waited for below; until then its failure must not count as nobody's.
  const ended = running.then(
    () => deliver(undefined),
    () => deliver(undefined),
  );
  try {
    for (let batch = await next; batch !== undefined; batch = await next) {
      yield batch;
      next = coming();
      goOn();
    }
    await running;
  } finally {
    // Whoever stops taking rows closes the file: nobody goes on reading it.
    stop(new Error('no more rows are taken'));
    await ended;
  }
}
