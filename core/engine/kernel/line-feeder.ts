/** A call is 6 MB and its answer as well; in base64 and with what surrounds them a line stays below this. */
const MOST_LINE_BYTES = 24 << 20;
const LINE_FEED = 10;

export interface LineSink {
  /** Whole lines stand in the buffer, from the first place to the second, behind the last line feed. */
  lines(from: number, to: number): void;
  /** A line that is longer than the buffer, without its line feed; undefined when it was too long to be kept. */
  longLine(bytes: Uint8Array | undefined): void;
}

/**
 * Cuts chunks of bytes into whole lines, in one buffer that does not grow: what follows the last line feed moves to
 * the front and waits for the next chunk. Only a line longer than the buffer is collected outside of it.
 */
export class LineFeeder {
  private readonly buffer: Uint8Array;
  private readonly size: number;
  private readonly sink: LineSink;
  private length = 0;
  private long: Uint8Array[] = [];
  private longBytes = 0;

  /** @param buffer one byte longer than the room that it gives: the last line may lack its line feed */
  constructor(buffer: Uint8Array, sink: LineSink) {
    this.buffer = buffer;
    this.size = buffer.length - 1;
    this.sink = sink;
  }

  /** Where the next bytes may be put; never empty. */
  room(): Uint8Array {
    return this.buffer.subarray(this.length, this.size);
  }

  /** So many bytes have been put into the room. */
  filled(bytes: number): void {
    const before = this.length;
    this.length += bytes;
    const last = this.buffer.subarray(before, this.length).lastIndexOf(LINE_FEED);
    if (last >= 0) this.cut(before + last + 1);
    else if (this.length === this.size) this.spill();
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + this.size - this.length);
      this.buffer.set(part, this.length);
      at += part.length;
      this.filled(part.length);
    }
  }

  /** Hands over what has no line feed at its end. */
  finish(): void {
    if (this.length === 0 && this.longBytes === 0) return;
    this.buffer[this.length] = LINE_FEED;
    this.length += 1;
    this.cut(this.length);
  }

  private cut(end: number): void {
    let from = 0;
    if (this.longBytes > 0) {
      from = this.buffer.indexOf(LINE_FEED) + 1;
      this.keep(this.buffer.subarray(0, from - 1));
      this.sink.longLine(this.longBytes > MOST_LINE_BYTES ? undefined : joined(this.long, this.longBytes));
      this.long = [];
      this.longBytes = 0;
    }
    if (from < end) this.sink.lines(from, end);
    this.buffer.copyWithin(0, end, this.length);
    this.length -= end;
  }

  private spill(): void {
    this.keep(this.buffer.subarray(0, this.length));
    this.length = 0;
  }

  private keep(part: Uint8Array): void {
    this.longBytes += part.length;
    if (this.longBytes > MOST_LINE_BYTES) this.long = [];
    else this.long.push(part.slice());
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
