import { createHash } from 'node:crypto';
import type { ObjectRef, ObjectStore } from '#ports/object-store';
import { objectWriter } from '../../common/object-writer.ts';

const FLUSH_CHARACTERS = 1 << 20;

/** Writes lines to one object in large pieces and hashes them on the way. */
export interface HashedWriter {
  /** @returns `undefined` when the line only joined the piece that waits, as nearly all do */
  add(line: string): Promise<void> | undefined;
  /** Completes the object. @returns SHA-256 of its bytes, hex */
  close(): Promise<string>;
  /** Gives up: nothing becomes visible. */
  abort(): Promise<void>;
}

export function hashedWriter(store: ObjectStore, ref: ObjectRef): HashedWriter {
  const writer = objectWriter(store, ref, 'text/csv');
  const hash = createHash('sha256');
  let pending = '';
  const flush = (): Promise<void> => {
    const piece = Buffer.from(pending);
    pending = '';
    hash.update(piece);
    return writer.write(piece);
  };
  return {
    add(line) {
      pending += `${line}\n`;
      return pending.length > FLUSH_CHARACTERS ? flush() : undefined;
    },
    async close() {
      await flush();
      await writer.close();
      return hash.digest('hex');
    },
    abort: () => writer.abort(),
  };
}
