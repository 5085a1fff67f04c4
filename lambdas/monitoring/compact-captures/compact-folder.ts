import {
  type CompactionStep,
  finishRecord,
  groupRecordKey,
  groupRecordSchema,
  nextStep,
} from '#core/monitoring/scale/compaction-protocol';
import type { ObjectStore } from '#ports/object-store';
import { readFolder } from '../../common/capture-folder.ts';
import { parseContract } from '../../common/define-handler.ts';
import type { WatchedVersion } from '../../common/load-baseline.ts';
import { countedMembers, type CountedFolder } from './counted-members.ts';
import { writeGroup } from './write-group.ts';

/** What was done in a folder. */
export interface FolderWork {
  readonly written: number;
  readonly deleted: number;
  /** Replaced members that nobody has counted yet. */
  readonly waiting: number;
  readonly left: number;
  /** Nothing more can be done now; else the time ran out. */
  readonly isDone: boolean;
  /** A member is gone that nobody has replaced: somebody deleted it by hand. Its folder is read as it is. */
  readonly isStuck: boolean;
}

const DELETED_AT_ONCE = 8;

/**
 * Takes steps of the protocol until there is none left or no time. Whoever stops in between, fails or does the same at
 * the same time leaves nothing wrong: see compaction-protocol.
 */
export async function compactFolder(
  store: ObjectStore,
  facts: CountedFolder,
  watched: WatchedVersion,
  hasTime: () => boolean,
): Promise<FolderWork> {
  const { captures, folder } = facts;
  const work = { written: 0, deleted: 0, waiting: 0, left: 0, isDone: true, isStuck: false };
  let missed: string | undefined;
  for (;;) {
    if (!hasTime()) return { ...work, isDone: false };
    const seen = await readFolder(store, captures, folder);
    const step = nextStep(seen);
    switch (step.kind) {
      case 'rest':
        return work;
      case 'claim':
        await writeOnce(step.key, step.record);
        break;
      case 'write': {
        const found = await writeGroup(store, captures, step.group, watched);
        if (found !== undefined) {
          work.written += 1;
          work.left += found.left.length;
        } else if (missed === step.group.key) return { ...work, isStuck: true };
        else missed = step.group.key;
        break;
      }
      case 'finish':
        await finish(step);
        break;
      case 'delete': {
        const groups = seen.generations.flatMap((generation) => generation.groups);
        const counted = await countedMembers(store, facts, groups, step.keys);
        await deleteAll(store, captures, counted);
        work.deleted += counted.length;
        work.waiting = step.keys.length - counted.length;
        // Whatever is left to delete has to wait, and a next generation with it.
        if (work.waiting > 0) return work;
      }
    }
  }

  /** First come, first served: whoever was later goes on with what is there. */
  function writeOnce(key: string, record: unknown): Promise<boolean> {
    return store.writeOnce({ bucket: captures, key }, JSON.stringify(record), 'application/json');
  }

  async function finish({ key, groups }: Extract<CompactionStep, { kind: 'finish' }>): Promise<void> {
    const records = await Promise.all(
      groups.map(async (group) => {
        const recordKey = groupRecordKey(group.key);
        const text = await store.readText({ bucket: captures, key: recordKey });
        return parseContract(groupRecordSchema, JSON.parse(text), recordKey);
      }),
    );
    await writeOnce(key, finishRecord(groups, records));
  }
}

async function deleteAll(store: ObjectStore, bucket: string, keys: readonly string[]): Promise<void> {
  const waiting = keys.values();
  await Promise.all(
    Array.from({ length: DELETED_AT_ONCE }, async () => {
      for (const key of waiting) await store.delete({ bucket, key });
    }),
  );
}
