import { pathToFileURL } from 'node:url';

/**
 * Where in a file an error arose, as `file:line:column`; the file alone where the error does not tell.
 *
 * An error that was thrown tells it in a frame of its stack. One of syntax heads the stack with the line of the file
 * and draws a caret below the column, as Node does for every module.
 */
export function placeInStack(file: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const name of [pathToFileURL(file).href, file]) {
    const frame = partAfter(stack, `${name}:`);
    const [, line, column] = /^(\d+)(?::(\d+))?/.exec(frame) ?? [];
    if (line === undefined) continue;
    const place = column ?? caretColumn(frame);
    return [file, line, ...(place === undefined ? [] : [place])].join(':');
  }
  return file;
}

/** Counted from 1, of the caret that is drawn below the line itself. */
function caretColumn(frame: string): string | undefined {
  const caret = frame.split('\n').find((line) => /^\s*\^+\s*$/.test(line));
  return caret === undefined ? undefined : String(caret.indexOf('^') + 1);
}

function partAfter(text: string, start: string): string {
  const at = text.indexOf(start);
  return at < 0 ? '' : text.slice(at + start.length);
}
