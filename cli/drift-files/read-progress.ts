import { cleanText } from '../table.ts';

/** Takes a line of progress. */
export type Tell = (line: string) => void;

export interface FileProgress {
  readonly path: string;
  /** Of the whole file, as it lies there; 0 for a pipe, of which nobody knows. */
  readonly bytes: number;
  readonly tell: Tell;
  /** Milliseconds, from any time on. */
  readonly now: () => number;
}

const FIRST_AFTER_MILLISECONDS = 2000;
const EVERY_MILLISECONDS = 3000;
const MEGABYTE = 1e6;

/** Tells how much of a file has been read, for files that take longer than people wait without a word. */
export class ReadProgress {
  readonly #file: FileProgress;
  #read = 0;
  #next: number;

  constructor(file: FileProgress) {
    this.#file = file;
    this.#next = file.now() + FIRST_AFTER_MILLISECONDS;
  }

  add(bytes: number): void {
    this.#read += bytes;
    const { path, tell, now, ...file } = this.#file;
    const time = now();
    if (time < this.#next) return;
    this.#next = time + EVERY_MILLISECONDS;
    const whole = file.bytes === 0 ? '' : ` of ${megabytes(file.bytes)}`;
    tell(`${cleanText(path)}: ${megabytes(this.#read)}${whole} MB read`);
  }
}

function megabytes(bytes: number): string {
  return String(Math.round(bytes / MEGABYTE));
}
