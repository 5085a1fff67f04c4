import { expect, test } from 'vitest';
import { ReadProgress } from '#cli/drift-files/read-progress';

/** Reads a file in pieces of a megabyte, so many milliseconds each. */
function linesOf(megabytes: number, milliseconds: number, bytes = megabytes * 1e6): readonly string[] {
  const lines: string[] = [];
  let time = 5000;
  const tell = (line: string) => lines.push(line);
  const progress = new ReadProgress({
    path: 'may\u001b[31m.csv',
    bytes,
    tell,
    now: () => time,
  });
  for (let read = 0; read < megabytes; read += 1) {
    time += milliseconds;
    progress.add(1e6);
  }
  return lines;
}

test('a file that is read at once is not talked about', () => {
  expect(linesOf(1900, 1)).toEqual([]);
});

test('of a long one it is told after two seconds and then every three how far it is', () => {
  expect(linesOf(1000, 10).map((line) => line.replace(/^may.*csv: /, ''))).toEqual([
    '200 of 1000 MB read',
    '500 of 1000 MB read',
    '800 of 1000 MB read',
  ]);
});

test('of a pipe nobody knows how long it is', () => {
  expect(linesOf(300, 10, 0).join('')).toContain('csv: 200 MB read');
});

test('H-08 its name is told without what would steer a terminal', () => {
  expect(linesOf(300, 10).join('')).not.toContain('\u001b');
});
