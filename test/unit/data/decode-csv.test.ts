import { gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCsv } from '#core/data/decode-csv';
import { cutAt, decodeAll } from './support/decode.ts';

const utf16 = (text: string, mark: readonly number[]) =>
  Buffer.concat([Buffer.from(mark), Buffer.from(text, 'utf16le')]);

describe('A-08 a file that is no table is named by reason and line', () => {
  const cases: readonly (readonly [string, string | Uint8Array, string, number])[] = [
    ['an empty file', '', 'empty', 0],
    ['a byte order mark alone', '\ufeff', 'empty', 0],
    ['blank lines alone', '\n\r\n\n', 'empty', 0],
    ['a header alone', 'a,b\n', 'header-only', 1],
    ['a header without line end', 'a,b', 'header-only', 1],
    ['UTF-16, little endian', utf16('a,b\n1,2\n', [0xff, 0xfe]), 'utf-16', 1],
    ['UTF-16, big endian', utf16('a,b\n1,2\n', [0xff, 0xfe]).swap16(), 'utf-16', 1],
    ['UTF-16 without its mark', Buffer.from('a,b\n1,2\n', 'utf16le'), 'nul-byte', 1],
    ['Latin-1', Buffer.from('a,b\n1,2\n3,caf\u00e9\n', 'latin1'), 'not-utf-8', 3],
    ['an end within a character', Buffer.from('a,b\n1,\u20ac').subarray(0, -1), 'not-utf-8', 2],
    ['an overlong encoding', Buffer.from([97, 10, 0xc0, 0xaf, 10]), 'not-utf-8', 2],
    ['a surrogate as bytes', Buffer.from([97, 10, 0xed, 0xa0, 0x80, 10]), 'not-utf-8', 2],
    ['a NUL byte', 'a,b\n1,2\n3,\0\n', 'nul-byte', 3],
    ['a row too short', 'a,b\n1,2\n3\n4,5\n', 'ragged-row', 3],
    ['a row too long', 'a,b\n1,2\n3,4,5\n', 'ragged-row', 3],
    ['a quote that never closes', 'a,b\n1,"2\n3,4\n', 'unbalanced-quote', 3],
    ['a quote within a cell', 'a,b\n1,x"y\n', 'unbalanced-quote', 2],
    ['text after a closing quote', 'a,b\n1,"x"y\n', 'unbalanced-quote', 2],
    ['the same column twice', 'a,b,a\n1,2,3\n', 'duplicate-column', 1],
    ['a column without a name', 'a,,c\n1,2,3\n', 'unnamed-column', 1],
    ['a name of blanks', 'a, ,c\n1,2,3\n', 'unnamed-column', 1],
    [
      'too many columns',
      `${Array.from({ length: 2001 }, (_, i) => `c${i}`).join(',')}\n`,
      'too-many-columns',
      1,
    ],
    ['a row without end', `a\n${'x'.repeat(1_100_000)}`, 'line-too-long', 2],
    ['a quoted cell without end', `a\n"${'x\n'.repeat(600_000)}"`, 'line-too-long', 2],
  ];
  test.each(cases)('%s', async (_, content, reason, line) => {
    const { failure } = await decodeAll(content);
    expect(failure?.reason).toBe(reason);
    if (reason !== 'line-too-long') expect(failure?.line).toBe(line);
    expect(failure?.detail).not.toContain('caf');
  });
});

describe('A-11 packed data is no table of text', () => {
  test.each([
    ['gzip', gzipSync('a,b\n1,2\n'), 'the file is gzip data'],
    ['a gzip bomb', gzipSync(Buffer.alloc(50_000_000)), 'the file is gzip data'],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004\u0014\0'), 'the file is zip or spreadsheet data'],
    ['zstandard', zstdCompressSync('a,b\n1,2\n'), 'the file is zstandard data'],
    ['Parquet', Buffer.from('PAR1\u0015\u0004\u0015'), 'the file is Parquet data'],
  ])('%s', async (_, content, detail) => {
    const { failure, cells } = await decodeAll(content);
    expect(failure).toEqual({ reason: 'not-plain-text', line: 0, detail });
    expect(cells).toEqual([]);
  });
  test('a column may be called PAR1 or PK', async () => {
    expect((await decodeAll('PAR1,PK\n1,2\n')).header).toEqual(['PAR1', 'PK']);
  });
});

describe('harmless differences are removed and told', () => {
  test('byte order mark', async () => {
    const { header, normalised } = await decodeAll('\ufeffa,b\n1,2\n');
    expect([header, normalised]).toEqual([['a', 'b'], ['byte-order-mark']]);
  });
  test('CRLF, and LF in the same file', async () => {
    const { cells, normalised, lines } = await decodeAll('a,b\r\n1,2\r\n3,4\n5,6\r\n');
    expect(cells).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
    ]);
    expect(normalised).toEqual(['crlf']);
    expect(lines).toEqual([2, 3, 4]);
  });
  test('a mark within the file is a character', async () => {
    const { cells } = await decodeAll('a,b\n\ufeff1,2\n');
    expect(cells).toEqual([['\ufeff1', '2']]);
  });
});

test('blank lines are skipped and counted as lines', async () => {
  const { cells, lines } = await decodeAll('a,b\n\n1,2\n\n\n3,4\n');
  expect(cells).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
  expect(lines).toEqual([3, 6]);
});

test('rows before a defect are handed over, the line of the defect is not', async () => {
  const { cells, failure } = await decodeAll('a,b\n1,2\n3,4\n5,\0');
  expect(cells).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
  expect(failure).toMatchObject({ reason: 'nul-byte', line: 4 });
});

test('the earlier of two defects is the one that is told', async () => {
  expect((await decodeAll('a,b\n1\n2,\0\n')).failure).toMatchObject({ reason: 'ragged-row', line: 2 });
  expect((await decodeAll('a,b\n1,\0\n2\n')).failure).toMatchObject({ reason: 'nul-byte', line: 2 });
});

const cell = fc.string({
  unit: fc.constantFrom('a', '1', ',', '"', '\n', '\r', '\u20ac', '\u{1f600}', ' ', '\u2028'),
  maxLength: 6,
});
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test('A-08 rows come back as they were written, however the bytes are cut', async () => {
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
    );
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.boolean(),
      fc.boolean(),
      fc.infiniteStream(fc.nat()),
      async (rows, mark, crlf, cuts) => {
        const header = (rows[0] ?? []).map((_, index) => `c${index}`);
        const lines = [header, ...rows].map((row) => row.map(quoted).join(','));
        const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${lines.join(crlf ? '\r\n' : '\n')}\n`);
        const positions = [...cuts.take(6)].map((cut) => cut % (bytes.length + 1));
        const { cells, failure } = await decodeAll(bytes, positions);
        expect(failure).toBeUndefined();
        expect(cells).toEqual(rows);
      },
    ),
    { numRuns: 300 },
  );
});

test('A-08 whatever the bytes: the same answer for every way of cutting them', async () => {
  const pieces = fc.constantFrom('a', ',', '"', '\n', '\r\n', '\0', '\u20ac', '\ufeff', 'b,c\n', '1,2\n');
  const bytes = fc
    .array(
      fc.oneof(
        pieces.map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 2 }),
      ),
      { maxLength: 14 },
    )
    .map((parts) => Buffer.concat(parts));
  await fc.assert(
    fc.asyncProperty(bytes, fc.array(fc.nat(), { maxLength: 8 }), async (content, cuts) => {
      const whole = await decodeAll(content);
      const each = await decodeAll(content, Array.from(content.keys()));
      const some = await decodeAll(
        content,
        cuts.map((cut) => cut % (content.length + 1)),
      );
      expect(each).toEqual(whole);
      expect(some).toEqual(whole);
    }),
    { numRuns: 1000 },
  );
});

test('A-08 a line of 50 MB is refused in bounded memory', async () => {
  let sent = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a,b\n1,');
    const block = Buffer.alloc(1 << 16, 'x');
    while (sent < 50_000_000) {
      sent += block.length;
      yield block;
    }
  }
  const { failure, rows } = await decodeCsv(endless(), { header: () => undefined, row: () => undefined });
  expect(failure?.reason).toBe('line-too-long');
  expect(rows).toBe(0);
  // Reading stops soon after the limit: what was never read cannot fill the memory.
  expect(sent).toBeLessThan(16_000_000);
});

test('A-16 names of columns are data, not keys', async () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'];
  const { header, cells, failure } = await decodeAll(`${names.join(',')}\n1,2,3,4,5\n`);
  expect([header, cells, failure]).toEqual([names, [['1', '2', '3', '4', '5']], undefined]);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>)['1']).toBeUndefined();
});

test('a failing source is an error, not a failure of the file', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield* cutAt(Buffer.from('a,b\n1,2\n'));
    throw new Error('connection reset');
  }
  const decoding = decodeCsv(broken(), { header: () => undefined, row: () => undefined });
  await expect(decoding).rejects.toThrow('connection reset');
});
