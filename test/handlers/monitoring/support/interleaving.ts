import type { ObjectStore } from '#ports/object-store';

/** Objects a page of a listing: what is behind it may change before the next one is asked for. */
const PAGE = 4;

class Stopped extends Error {}

/** Somebody who works on a store, one request at a time, as far as the test lets it; it may be stopped between any two. */
export class Actor {
  readonly store: ObjectStore;
  #waiting: { readonly go: () => void; readonly stop: (error: Error) => void }[] = [];
  #isStopped = false;
  #work: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor(store: ObjectStore) {
    const gate = (): Promise<void> =>
      this.#isStopped
        ? Promise.reject(new Stopped())
        : new Promise((go, stop) => void this.#waiting.push({ go, stop }));
    const after = async <Result>(request: () => Promise<Result>): Promise<Result> => {
      await gate();
      return request();
    };
    this.store = {
      head: (...given) => after(() => store.head(...given)),
      read: (...given) => after(() => store.read(...given)),
      readText: (...given) => after(() => store.readText(...given)),
      write: (...given) => after(() => store.write(...given)),
      writeOnce: (...given) => after(() => store.writeOnce(...given)),
      copy: (...given) => after(() => store.copy(...given)),
      delete: (...given) => after(() => store.delete(...given)),
      // What is written becomes visible at the end.
      writeStream: async (ref, body, contentType) => {
        const parts: Uint8Array[] = [];
        for await (const part of body) parts.push(part);
        await after(() => store.write(ref, Buffer.concat(parts), contentType));
      },
      list: async function* (bucket, prefix) {
        for (let last = ''; ;) {
          await gate();
          const rest = [];
          for await (const object of store.list(bucket, prefix)) if (object.key > last) rest.push(object);
          yield* rest.slice(0, PAGE);
          if (rest.length <= PAGE) return;
          last = rest[PAGE - 1]?.key ?? '';
        }
      },
    };
  }

  get isIdle(): boolean {
    return this.#work === undefined;
  }

  /** Begins work; being stopped is no failure of it. */
  begin(work: (store: ObjectStore) => Promise<void>): void {
    this.#isStopped = false;
    this.#work = work(this.store)
      .catch((error: unknown) => {
        if (!(error instanceof Stopped)) throw error;
      })
      .finally(() => {
        this.#work = undefined;
        this.#waiting = [];
      });
    // Told by whoever lets it go on.
    this.#work.catch((cause: unknown) => (this.#failure = new Error('an actor failed', { cause })));
  }

  /** One request further, and to the next one. */
  async step(): Promise<void> {
    this.#waiting.shift()?.go();
    await settled();
    if (this.#failure !== undefined) throw this.#failure;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    while (!this.isIdle) {
      for (const { stop } of this.#waiting.splice(0)) stop(new Stopped());
      await settled();
    }
  }

  /** To the end. */
  async finish(): Promise<void> {
    while (!this.isIdle) await this.step();
  }
}

/** Until whoever can go on has gone on; packing happens in other threads, and may take a turn longer. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
