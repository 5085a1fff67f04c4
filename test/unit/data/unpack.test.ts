import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Unpacking } from '#core/data/unpack';
import { cutAt } from './support/decode.ts';

async function unpacked(bytes: AsyncIterable<Uint8Array>) {
  const unpacking = new Unpacking();
  let size = 0;
  const parts: Uint8Array[] = [];
  for await (const piece of unpacking.unpack(bytes)) {
    size += piece.length;
    if (size < 2_000_000) parts.push(Buffer.from(piece));
  }
  return { size, text: Buffer.concat(parts).toString(), defect: unpacking.defect, format: unpacking.format };
}

test.each([
  ['plain', Buffer.from('a,b\n1,2\n'), undefined],
  ['one byte', Buffer.from('a'), undefined],
  ['gzip', gzipSync('a,b\n1,2\n'), 'gzip'],
  ['gzip in two members', Buffer.concat([gzipSync('a,b\n'), gzipSync('1,2\n')]), 'gzip'],
  ['zstandard', zstdCompressSync('a,b\n1,2\n'), 'zstandard'],
] as const)('%s comes out as it was, however it is cut', async (_, bytes, format) => {
  const whole = await unpacked(cutAt(bytes));
  expect(whole).toMatchObject({
    defect: undefined,
    format,
    text: format === undefined ? bytes.toString() : 'a,b\n1,2\n',
  });
  expect(await unpacked(cutAt(bytes, [...bytes.keys()]))).toEqual(whole);
});

test.each([
  ['gzip', gzipSync(Buffer.alloc(100_000_000))],
  ['zstandard', zstdCompressSync(Buffer.alloc(100_000_000))],
])('A-11 a bomb of %s is given up soon after it is told to be one', async (_, bomb) => {
  const { size, defect } = await unpacked(cutAt(bomb));
  expect(defect?.reason).toBe('unpacks-too-far');
  expect(size).toBeLessThan(70_000_000);
});

test('A-11 a window of zstandard that would fill the memory is refused', async () => {
  // A frame header that asks for a window of 2 GiB (RFC 8878, 3.1.1.1.2).
  const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00]);
  expect((await unpacked(cutAt(frame))).defect?.reason).toBe('broken-archive');
});

test('a source may use one buffer again and again', async () => {
  const text = Array.from({ length: 30_000 }, (_, row) => `${row},${Math.sin(row)}\n`).join('');
  const packed = gzipSync(text);
  const buffer = new Uint8Array(1000);
  async function* reused(): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < packed.length; from += buffer.length) {
      const piece = packed.subarray(from, from + buffer.length);
      buffer.set(piece);
      yield buffer.subarray(0, piece.length);
    }
  }
  expect((await unpacked(reused())).text).toBe(text);
});

test('a connection that breaks is an error, not a fault of the file', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield gzipSync('a,b\n1,2\n').subarray(0, 15);
    throw new Error('connection reset');
  }
  await expect(unpacked(broken())).rejects.toThrow('connection reset');
});
