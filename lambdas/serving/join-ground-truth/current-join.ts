import { uploadRecordSchema } from '#core/data/upload-outcome';
import { uploadKey } from '#core/registry/keys';
import {
  CURRENT_JOIN_KEY,
  currentJoinSchema,
  joinIdOf,
  joinKey,
  type JoinRecord,
  joinRecordSchema,
  LABELS_ITEM_PREFIX,
  type LabelsRecord,
  labelsRecordSchema,
} from '#core/serving/ground-truth-records';
import { isDue, openRows } from '#core/serving/label-outcome';
import { MOST_LABEL_ROWS } from '#core/serving/labels';
import type { Aggregate, AggregateView, Registry } from '#ports/registry';

export const JOIN_ACTOR = 'gyre:serving/join-ground-truth';
/** Label files of one join; with the join's own items they fit one transaction. */
const MOST_LABEL_FILES = 31;

type Reader = Pick<AggregateView, 'get'>;

/** The join that is under way or was the last. */
export async function readCurrentJoin(view: Reader): Promise<JoinRecord | undefined> {
  const pointer = await view.get(CURRENT_JOIN_KEY);
  if (pointer === undefined) return undefined;
  const item = await view.get(joinKey(currentJoinSchema.parse(pointer.data).joinId));
  return item === undefined ? undefined : joinRecordSchema.parse(item.data);
}

/** Are the rows of a join still on their way into the dataset? A dataset takes a join's rows before the next begins. */
export async function isCommitting(registry: Registry, join: JoinRecord | undefined): Promise<boolean> {
  if (join?.status !== 'joined' || join.uploadId === '') return false;
  const item = await registry.get({ kind: 'dataset', name: join.dataset }, uploadKey(join.uploadId));
  return item === undefined || uploadRecordSchema.parse(item.data).status === 'claimed';
}

/**
 * The join to work on: the one that somebody began, else a new one of the oldest files that are due.
 *
 * It is pinned before anything is read or written: the files that wait are others a moment later, and the identity
 * of a join, by which a repeat finds what was written, is made of its files.
 *
 * @param known the last join the caller saw: when there is a later one, its rows have to be waited for first
 * @returns `undefined` when no file is due
 */
export async function pinJoin(
  registry: Registry,
  aggregate: Aggregate,
  known: JoinRecord | undefined,
  at: { readonly asOf: string; readonly now: Date },
): Promise<JoinRecord | 'overtaken' | undefined> {
  return registry.transition<JoinRecord | 'overtaken' | undefined>(aggregate, async (view) => {
    const current = await readCurrentJoin(view);
    if (current?.status === 'joining') return { unchanged: current };
    if (current?.joinId !== known?.joinId) return { unchanged: 'overtaken' };
    const taken = oldestFirst(await dueLabels(view, at.asOf));
    if (taken.length === 0) return { unchanged: undefined };
    const labels = taken.map(({ labelsId }) => labelsId);
    const joinId = joinIdOf(aggregate.name, taken);
    const join: JoinRecord = {
      ...{ joinId, status: 'joining', labels, asOf: at.asOf, startedAt: at.now.toISOString() },
      ...{
        labelFiles: labels.length,
        rows: 0,
        waitingRows: 0,
        unknownRows: 0,
        duplicates: 0,
        contradictions: 0,
      },
      ...{ dataset: '', uploadId: '' },
    };
    return {
      writes: [
        { sk: joinKey(joinId), entity: 'join', expect: 'absent', data: join },
        { sk: CURRENT_JOIN_KEY, entity: 'current-join', expect: 'any', data: { joinId } },
      ],
      event: {
        ...{ type: 'ground-truth-join-started', actor: JOIN_ACTOR, cause: joinId, asOf: at.asOf },
        after: { labels },
      },
      result: join,
    };
  });
}

/** Label files that a join as of a moment takes: new ones, and those with rows that wait for their capture. */
export async function dueLabels(
  view: Pick<AggregateView, 'list'>,
  asOf: string,
): Promise<readonly LabelsRecord[]> {
  const items = await view.list(LABELS_ITEM_PREFIX);
  return items.map(({ data }) => labelsRecordSchema.parse(data)).filter((labels) => isDue(labels, asOf));
}

/** So many files, and so many rows, as one run takes; at least one file. */
function oldestFirst(waiting: readonly LabelsRecord[]): readonly LabelsRecord[] {
  const ordered = waiting.toSorted(
    (a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt) || (a.labelsId < b.labelsId ? -1 : 1),
  );
  let rows = 0;
  const fitting = ordered.findIndex((labels, at) => {
    rows += openRows(labels);
    return at > 0 && rows > MOST_LABEL_ROWS;
  });
  return ordered.slice(0, Math.min(MOST_LABEL_FILES, fitting < 0 ? ordered.length : fitting));
}
