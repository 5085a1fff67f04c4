/**
 * Lines of a UTF-8 object, without their LF. Only LF ends a line: `node:readline` also splits at CR and at the
 * Unicode line separators, which a quoted cell or a JSON text may hold.
 */
export async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  for await (const lines of readLinePieces(bytes)) yield* lines;
}

/** The same, as many lines at a time as a piece of the object ends: for loops that a step for each line would slow. */
export async function* readLinePieces(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly string[], void> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield [rest];
}
