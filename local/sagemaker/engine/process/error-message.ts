/** What a Python process died of, out of the end of its standard error. */

const ERROR_LINE = /^[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Warning|Exit|Written|Failed|Refused)\b.*/;
/** Lines that are quoted when none of them is an error's. */
const LAST_LINES = 10;

/**
 * The last error line with what follows it, then the trace before it as far as there is room.
 * @param longest  characters
 * @example errorMessage('Traceback:\n  line 1\nValueError: no rows\n', 30) // 'ValueError: no rows\n  line 1'
 */
export function errorMessage(stderr: string, longest: number): string {
  const lines = stderr.trimEnd().split(/\r?\n/);
  const at = lines.findLastIndex((line) => ERROR_LINE.test(line));
  const error = (at < 0 ? lines.slice(-LAST_LINES) : lines.slice(at)).join('\n');
  if (at <= 0 || error.length >= longest) return error.slice(0, longest);
  const trace = lines
    .slice(0, at)
    .join('\n')
    .slice(-(longest - error.length));
  return `${error}\n${trace.slice(trace.indexOf('\n') + 1)}`;
}
