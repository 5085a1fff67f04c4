/** Turns what a process prints into lines, and hands them to the log in groups and in order. */

/** One CloudWatch event holds 256 KB; a longer line is a dump nobody reads. */
const LONGEST_LINE = 16_384;
const GROUP_MS = 100;
const GROUP_LINES = 500;

export interface LineSplitter {
  push(text: string): void;
  end(): void;
}

export function lineSplitter(onLine: (line: string) => void): LineSplitter {
  let rest = '';
  return {
    push(text) {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) {
        lines.push(rest);
        rest = '';
      }
      for (const line of lines) onLine(line.slice(0, LONGEST_LINE));
    },
    end() {
      if (rest !== '') onLine(rest.slice(0, LONGEST_LINE));
      rest = '';
    },
  };
}

export interface LogPublisher {
  add(line: string): void;
  /** Resolves when every line was handed over. A log that fails never fails the job. */
  flush(): Promise<void>;
}

export function logPublisher(publish: (lines: readonly string[]) => Promise<void>): LogPublisher {
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let sending = Promise.resolve();
  const send = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const lines = waiting;
    waiting = [];
    sending = sending.then(() => publish(lines)).catch(() => undefined);
  };
  return {
    add(line) {
      waiting.push(line);
      if (waiting.length >= GROUP_LINES) send();
      else timer ??= setTimeout(send, GROUP_MS);
    },
    flush() {
      send();
      return sending;
    },
  };
}
