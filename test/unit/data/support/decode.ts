import { type DecodedCsv, decodeCsv } from '#core/data/decode-csv';

export interface Decoded extends DecodedCsv {
  readonly header: readonly string[];
  readonly cells: readonly (readonly string[])[];
  readonly lines: readonly number[];
}

/** Bytes as a stream that is cut at the given positions. */
export async function* cutAt(bytes: Uint8Array, cuts: readonly number[] = []): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
    yield bytes.subarray(from, cut);
    from = cut;
  }
}

/** Everything that decoding a file hands over, at once. */
export async function decodeAll(
  content: string | Uint8Array,
  cuts: readonly number[] = [],
): Promise<Decoded> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const [cells, lines]: [string[][], number[]] = [[], []];
  let header: readonly string[] = [];
  const decoded = await decodeCsv(cutAt(bytes, cuts), {
    header: (columns) => {
      header = columns;
    },
    row: (row, line) => {
      cells.push([...row]);
      lines.push(line);
    },
  });
  return { ...decoded, header, cells, lines };
}
