/**
 * Frees the memory of a piece that nobody needs any more, at once: the collector of garbage sees how small its handle is,
 * and lets 64 MB of pieces wait. Who fills a buffer piece by piece has left it when a piece ends where the buffer ends.
 */
export function giveBack({ buffer, byteOffset, byteLength }: Uint8Array): void {
  if (byteOffset + byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
