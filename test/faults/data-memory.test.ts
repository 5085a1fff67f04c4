import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const script = join(import.meta.dirname, 'support', 'profile-stream.ts');

interface Report {
  readonly rows: number;
  readonly reason?: string;
  readonly megabytesRead: number;
  readonly peakMegabytes: number;
}

/** In a process of its own, whose heap is a quarter of the smallest function's. */
async function profileStream(kind: string, megabytes: number): Promise<Report> {
  const { stdout } = await run(process.execPath, [
    '--max-old-space-size=64',
    script,
    kind,
    String(megabytes),
  ]);
  return JSON.parse(stdout) as Report;
}

test('A-11 a file much larger than the memory goes through, and memory does not grow with it', async () => {
  const small = await profileStream('rows', 20);
  const large = await profileStream('rows', 120);
  expect(small.reason).toBeUndefined();
  expect(large.rows).toBeGreaterThan(5 * small.rows);
  // 32 bytes a row at most for the keys, and the collector's freedom.
  expect(large.peakMegabytes).toBeLessThan(small.peakMegabytes + 150);
});

test('A-08 a line of 50 MB, quoted or not, is refused after a few megabytes', async () => {
  for (const kind of ['one-line', 'one-quoted-cell']) {
    const report = await profileStream(kind, 50);
    expect(report).toMatchObject({ rows: 0, reason: 'line-too-long' });
    expect(report.megabytesRead).toBeLessThan(20);
  }
});

test('A-16 values of 64 KB are rows like others, and no profile is made of them', async () => {
  const report = await profileStream('wide-values', 60);
  expect(report.reason).toBeUndefined();
  expect(report.rows).toBeGreaterThan(800);
});
