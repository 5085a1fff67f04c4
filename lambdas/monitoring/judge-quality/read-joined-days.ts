import type { JoinedDay } from '#core/monitoring/judge-quality';
import { dayAfter, matureBefore } from '#core/monitoring/maturity';
import { joinedPrefix, type JoinedRows, joinedRowsSchema } from '#core/serving/ground-truth-records';
import type { ObjectStore } from '#ports/object-store';
import { parseContract } from '../../common/define-handler.ts';

export interface JoinedDays {
  /** The newest mature days with rows, oldest first. */
  readonly mature: readonly JoinedDay[];
  /** Days with rows that are not mature yet, the newest of them. */
  readonly young: readonly JoinedDay[];
}

export interface JoinedSpan {
  readonly model: string;
  readonly version: number;
  readonly labelMaturityDays: number;
  /** The day of the judgement, which is not over. */
  readonly day: string;
  /** Mature days. */
  readonly most: number;
  /** Columns that tell groups apart. Default: none. */
  readonly sensitive?: readonly string[];
}

/** Labels that come early are counted, not judged: so many days tell their pace. */
const MOST_YOUNG_DAYS = 31;

/**
 * The newest days of a version on which rows were joined. A day is mature when its end is so many days back: with
 * maturity 0 the day before the judgement is the newest.
 */
export async function readJoinedDays(
  store: ObjectStore,
  bucket: string,
  span: JoinedSpan,
): Promise<JoinedDays> {
  const { sensitive = [] } = span;
  const prefix = `${joinedPrefix(span.model)}v${span.version}/`;
  const before = matureBefore(span);
  const keysByDay = new Map<string, string[]>();
  for await (const { key } of store.list(bucket, prefix)) {
    const day = key.slice(prefix.length, prefix.length + before.length);
    if (day < span.day) keysByDay.set(day, [...(keysByDay.get(day) ?? []), key]);
  }
  const days = [...keysByDay.keys()].sort();
  const since = dayAfter(span.day, -MOST_YOUNG_DAYS);
  const read = async (day: string): Promise<JoinedDay> => {
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
      ...(sensitive.length === 0 ? {} : { sensitive: cellsOf(parts, sensitive) }),
    };
  };
  const mature = days.filter((day) => day < before).slice(-span.most);
  const young = days.filter((day) => day >= before && day >= since);
  const [matureDays, youngDays] = await Promise.all([
    Promise.all(mature.map(read)),
    Promise.all(young.map(read)),
  ]);
  return { mature: matureDays, young: youngDays };
}

/** Parts that were joined before the column was asked for have no cells. */
function cellsOf(
  parts: readonly JoinedRows[],
  columns: readonly string[],
): NonNullable<JoinedDay['sensitive']> {
  const cells = (column: string) =>
    parts.flatMap((part) => part.sensitive?.[column] ?? new Array<null>(part.labels.length).fill(null));
  return Object.fromEntries(columns.map((column) => [column, cells(column)]));
}
