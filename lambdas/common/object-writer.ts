import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ObjectRef, ObjectStore } from '#ports/object-store';

/** Writes one object piece by piece, as fast as the store takes it and no faster. */
export interface ObjectWriter {
  write(piece: string | Uint8Array): Promise<void>;
  /** Completes the object. Without it nothing becomes visible. */
  close(): Promise<void>;
  /** Gives up: nothing becomes visible, and a multipart upload that was begun is ended. */
  abort(): Promise<void>;
}

export function objectWriter(store: ObjectStore, ref: ObjectRef, contentType: string): ObjectWriter {
  const stream = new PassThrough();
  const done = store.writeStream(ref, stream, contentType);
  // The failure is thrown by the next write or by close; until then it must not count as unhandled.
  done.catch(() => stream.destroy());
  stream.on('error', () => undefined);
  return {
    async write(piece) {
      if (piece.length > 0 && !stream.write(piece)) await Promise.race([once(stream, 'drain'), done]);
    },
    async close() {
      stream.end();
      await done;
    },
    async abort() {
      stream.destroy(new Error('writing was given up'));
      await done.catch(() => undefined);
    },
  };
}
