/**
 * Lines of a capture object, however long it is. One that is longer than any record can be is not held: it is given
 * as `too-long`.
 */
export type CaptureText = string | typeof TOO_LONG;
export const TOO_LONG = Symbol('a line longer than any record');

/**
 * A request and its answer may be 6 MB each, which as BASE64 are 16 Mi characters together. An endless line, as a small
 * archive may unpack to, stops filling the memory here.
 */
export const MOST_LINE_CHARACTERS = 16 * 1024 * 1024;

/**
 * Only LF ends a line; UTF-8 that is damaged becomes U+FFFD and is for the reader of the line to judge.
 * @param most characters of a line
 * @returns the lines of each chunk together, which costs less than one by one
 */
export async function* captureLines(
  bytes: AsyncIterable<Uint8Array>,
  most = MOST_LINE_CHARACTERS,
): AsyncGenerator<readonly CaptureText[], void> {
  const decoder = new TextDecoder();
  let begun: string[] = [];
  let length = 0;
  const begin = (text: string): void => {
    length += text.length;
    if (length > most) begun = [];
    else if (text !== '') begun.push(text);
  };
  const end = (): CaptureText => {
    const line = length > most ? TOO_LONG : begun.length === 1 ? (begun[0] ?? '') : begun.join('');
    begun = [];
    length = 0;
    return line;
  };
  for await (const chunk of bytes) {
    const pieces = decoder.decode(chunk, { stream: true }).split('\n');
    const last = pieces.pop() ?? '';
    const lines: CaptureText[] = [];
    for (const piece of pieces) {
      begin(piece);
      lines.push(end());
    }
    begin(last);
    if (lines.length > 0) yield lines;
  }
  begin(decoder.decode());
  if (length > 0) yield [end()];
}
