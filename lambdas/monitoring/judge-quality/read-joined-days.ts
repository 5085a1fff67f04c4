import type { JoinedDay } from '#core/monitoring/judge-quality';
import { joinedPrefix, joinedRowsSchema } from '#core/serving/ground-truth-records';
import type { ObjectStore } from '#ports/object-store';
import { parseContract } from '../../common/define-handler.ts';

const DAY_MILLISECONDS = 86_400_000;

/**
 * The newest mature days of a version on which rows were joined. A day is mature when its end is so many days back:
 * with maturity 0 the day before the judgement is the newest.
 */
export async function readJoinedDays(
  store: ObjectStore,
  bucket: string,
  span: {
    readonly model: string;
    readonly version: number;
    readonly labelMaturityDays: number;
    /** The day of the judgement, which is not over. */
    readonly before: string;
    readonly most: number;
  },
): Promise<readonly JoinedDay[]> {
  const prefix = `${joinedPrefix(span.model)}v${span.version}/`;
  const end = new Date(Date.parse(span.before) - span.labelMaturityDays * DAY_MILLISECONDS);
  const endDay = end.toISOString().slice(0, 10);
  const keysByDay = new Map<string, string[]>();
  for await (const { key } of store.list(bucket, prefix)) {
    const day = key.slice(prefix.length, prefix.length + endDay.length);
    if (day < endDay) keysByDay.set(day, [...(keysByDay.get(day) ?? []), key]);
  }
  const days = [...keysByDay.keys()].sort().slice(-span.most);
  return Promise.all(
    days.map(async (day) => {
      const parts = await Promise.all(
        (keysByDay.get(day) ?? []).sort().map(async (key) => {
          const text = await store.readText({ bucket, key });
          return parseContract(joinedRowsSchema, JSON.parse(text), key);
        }),
      );
      return {
        day,
        predictions: parts.flatMap((part) => part.predictions),
        labels: parts.flatMap((part) => part.labels),
      };
    }),
  );
}
