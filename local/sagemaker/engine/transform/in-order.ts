/** Runs work on a stream, several at a time, and gives the results in the order of the stream. */

/** At most `concurrency` results are waited for at once; the source is read no further ahead. */
export async function* inOrder<T, R>(
  source: AsyncIterable<T>,
  concurrency: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  try {
    for await (const item of source) {
      const started = work(item);
      started.catch(() => undefined);
      running.push(started);
      const first = running.length >= concurrency ? running.shift() : undefined;
      if (first !== undefined) yield await first;
    }
    for (let next = running.shift(); next !== undefined; next = running.shift()) yield await next;
  } finally {
    await Promise.allSettled(running);
  }
}
