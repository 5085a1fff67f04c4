/** The total of a test run, from the reporter in the runner's process to whoever started it and has more to print. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Names the file; without it nobody wants to know. */
export const TOTAL_FILE_VARIABLE = 'GYRE_TEST_TOTAL_FILE';

export interface TestTotal {
  readonly passed: number;
  readonly failed: number;
}

/** @example formatTotal({ passed: 3, failed: 0 }) // '3 passed, 0 failed' */
export function formatTotal({ passed, failed }: TestTotal): string {
  return `${passed} passed, ${failed} failed`;
}

export function keepTotal(total: TestTotal, file = process.env[TOTAL_FILE_VARIABLE]): void {
  if (file !== undefined) writeFileSync(file, formatTotal(total));
}

export function forgetTotal(file: string): void {
  rmSync(file, { force: true });
}

/** A run that broke off before it could count has failed, whatever it had passed. */
export function readTotal(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : formatTotal({ passed: 0, failed: 1 });
}
