import { lineText } from '#core/engine/kernel/capture-counter';

/** A line that is longer is left out of the sample: only its bytes are known to be wanted. */
const MOST_BYTES = 1 << 20;
const LINE_FEED = 10;

/**
 * Lines that lie evenly in a stream of bytes: of each stretch of `stride` bytes the first line that begins there. Which
 * they are follows from the bytes alone, however they are cut into chunks.
 *
 * @param stride bytes, > 0; below the length of a line every line is taken
 * @example
 * const lines: string[] = [];
 * const sampler = sampledLines(4, (line) => lines.push(line));
 * sampler.push(new TextEncoder().encode('aa\nbb\ncc\nd'));
 * sampler.endObject();
 * lines // ['aa', 'cc', 'd']
 */
export function sampledLines(stride: number, take: (line: string) => void) {
  let [position, wantedFrom] = [0, 0];
  let isAtLineStart = true;
  let begun: Uint8Array[] | undefined;
  let bytesBegun = 0;
  const begin = (start: number): void => {
    begun = [];
    bytesBegun = 0;
    wantedFrom = (Math.floor(start / stride) + 1) * stride;
  };
  const end = (): void => {
    if (begun !== undefined && bytesBegun > 0 && bytesBegun <= MOST_BYTES)
      take(lineText(Buffer.concat(begun)));
    begun = undefined;
  };
  const collect = (part: Uint8Array): void => {
    bytesBegun += part.length;
    // A copy: the chunk's memory is its reader's.
    if (bytesBegun <= MOST_BYTES) begun?.push(new Uint8Array(part));
  };
  return {
    push(chunk: Uint8Array): void {
      let at = 0;
      while (at < chunk.length) {
        if (begun === undefined && isAtLineStart && position + at >= wantedFrom) begin(position + at);
        const isWanted = begun !== undefined;
        // Nothing is wanted of a line that begins before: its end is looked for where the wanted one may begin.
        const from = isWanted ? at : Math.max(at, wantedFrom - 1 - position);
        const feed = from < chunk.length ? chunk.indexOf(LINE_FEED, from) : -1;
        if (isWanted) collect(chunk.subarray(at, feed < 0 ? chunk.length : feed));
        isAtLineStart = feed >= 0;
        if (feed < 0) break;
        if (isWanted) end();
        at = feed + 1;
      }
      position += chunk.length;
    },
    endObject(): void {
      end();
      isAtLineStart = true;
    },
  };
}
