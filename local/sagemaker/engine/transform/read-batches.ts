/** Cuts a stream of lines into the payloads that a transform sends. */

export interface Batch {
  /** The lines as they came. */
  readonly lines: readonly string[];
  /** What the model gets: the lines after the input filter. */
  readonly payload: string;
}

export interface BatchOptions {
  readonly isSingleRecord: boolean;
  readonly maximumBytes: number;
  /** Applied to each line. */
  readonly filter: (line: string, index: number) => string;
  /** Makes the error for a line that fits into no payload. */
  readonly tooLarge: (bytes: number, index: number) => Error;
}

export async function* readBatches(
  lines: AsyncIterable<string>,
  options: BatchOptions,
): AsyncGenerator<Batch> {
  let kept: string[] = [];
  let sent: string[] = [];
  let bytes = 0;
  let index = 0;
  for await (const line of lines) {
    const filtered = options.filter(line, index);
    const size = Buffer.byteLength(filtered) + 1;
    if (size > options.maximumBytes) throw options.tooLarge(size, index);
    if (kept.length > 0 && (options.isSingleRecord || bytes + size > options.maximumBytes)) {
      yield { lines: kept, payload: sent.join('\n') };
      [kept, sent, bytes] = [[], [], 0];
    }
    kept.push(line);
    sent.push(filtered);
    bytes += size;
    index += 1;
  }
  if (kept.length > 0) yield { lines: kept, payload: sent.join('\n') };
}

/** Lines of a byte stream, without their ends; the empty rest after the last line end is none. */
export async function* readLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield part.endsWith('\r') ? part.slice(0, -1) : part;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest.endsWith('\r') ? rest.slice(0, -1) : rest;
}
