import { open } from 'node:fs/promises';

const PIECE_BYTES = 1 << 20;

/** A file in pieces that lie in one buffer: each is valid until the next is asked for. */
export async function* readPieces(path: string): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(PIECE_BYTES);
  await using file = await open(path);
  for (;;) {
    const { bytesRead } = await file.read(buffer);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
