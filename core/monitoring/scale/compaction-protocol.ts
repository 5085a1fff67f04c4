/**
 * How small capture objects of a folder become large ones while others write, read, fail and repeat, so that each
 * record counts once at every moment.
 *
 *   1 claim    the plan of generation n is written under the number n, if nobody has (`If-None-Match: *`)
 *   2 write    the lines of the members of each group become one object, named by its members, and what was found in
 *              them a record beside it
 *   3 finish   a record says that all groups of generation n are written, and which members they replace
 *   4 delete   the members go
 *
 * A generation is planned only when the one before it is finished and its members are gone, from objects that no
 * earlier plan names. So groups are disjoint: who lists late or twice and plans something else finds the number
 * taken, and goes on with the plan that is there. Every step may be done again, by anybody: an object that exists
 * has the content it was to have, and what is deleted stays deleted.
 *
 * A member that turns out to be a broken archive stays what it is, since what is wrong with it is told by nothing
 * else: the group's object has none of its lines, and no later plan names it.
 *
 * Who reads lists the objects first and the records then. A member counts until its generation is finished, and the
 * compacted object from then on; a member that is gone when it is read was replaced in between: list again. Who
 * knows a member by its key (sketches name their source) asks `placesOf`.
 *
 * Only folders of hours that are over, by more than the lateness of captures, are worth it. What arrives later still
 * is a generation of its own, when there is enough of it. Somebody may still need a member by its key, because it is
 * told of by an event that has not come or failed: whoever deletes leaves alone what has not been counted.
 */
import * as z from 'zod';
import { countsSchema } from '#core/number-schemas';
import type { CaptureObject } from './capture-object.ts';
import {
  compactedPrefix,
  type CompactionGroup,
  type CompactionLimits,
  DEFAULT_COMPACTION_LIMITS,
  planCompaction,
} from './compaction-plan.ts';

const groupsSchema = z.array(z.strictObject({ key: z.string(), members: z.array(z.string()) })).min(1);

/** The record of a claim; it is never changed. */
export const compactionRecordSchema = z.strictObject({ format: z.literal(1), groups: groupsSchema });
export type CompactionRecord = z.infer<typeof compactionRecordSchema>;

/** The record beside a group's object: a function of the members' bytes. */
export const groupRecordSchema = z.strictObject({
  format: z.literal(1),
  /** Keys of broken archives among the members. */
  left: z.array(z.string()),
  /**
   * Buckets of event time of the sketches that the members have when they are counted as they arrive, and those of
   * each member by their places; none of members that are counted by the hour.
   */
  starts: z.array(z.string()),
  members: z.record(z.string(), countsSchema),
});
export type GroupRecord = z.infer<typeof groupRecordSchema>;

/** The mark that a generation is finished: its groups with the members that they replace. */
export const finishRecordSchema = compactionRecordSchema.extend({ left: z.array(z.string()) });
export type FinishRecord = z.infer<typeof finishRecordSchema>;

export interface Generation {
  /** As planned, and of a finished one without the members that are left as they are. */
  readonly groups: readonly CompactionGroup[];
  /** Of a finished one: members that stay what they are. */
  readonly left?: readonly string[];
  readonly isFinished: boolean;
}

/** A folder as somebody saw it: the objects first, then the records. */
export interface CompactedFolder {
  readonly folder: string;
  /** Capture objects of the folder itself. */
  readonly objects: readonly CaptureObject[];
  /** Keys of compacted objects that are there, with their records. */
  readonly compacted: ReadonlySet<string>;
  /** From the first on. */
  readonly generations: readonly Generation[];
}

export type CompactionStep =
  | { readonly kind: 'claim'; readonly key: string; readonly record: CompactionRecord }
  | { readonly kind: 'write'; readonly group: CompactionGroup }
  | { readonly kind: 'finish'; readonly key: string; readonly groups: readonly CompactionGroup[] }
  | { readonly kind: 'delete'; readonly keys: readonly string[] }
  | { readonly kind: 'rest' };

const NUMBER_DIGITS = 6;

/** @example claimKey('a/v1/2013/04/01/07', 1) // 'a/v1/2013/04/01/07/compacted/000001.plan.json' */
export function claimKey(folder: string, generation: number): string {
  return `${compactedPrefix(folder)}${numbered(generation)}.plan.json`;
}

/** @example finishKey('a/v1/2013/04/01/07', 1) // 'a/v1/2013/04/01/07/compacted/000001.done.json' */
export function finishKey(folder: string, generation: number): string {
  return `${compactedPrefix(folder)}${numbered(generation)}.done.json`;
}

/** Of what was found in a group's members. @example groupRecordKey('f/compacted/0a.jsonl.gz') // 'f/compacted/0a.group.json' */
export function groupRecordKey(groupKey: string): string {
  return groupKey.replace(/\.jsonl\.gz$/, '.group.json');
}

/**
 * What one listing tells: is there surely nothing to do? Most folders cost no more than that.
 * @param recordKeys of all records in the folder
 */
export function isAtRest(
  { folder, objects }: Pick<CompactedFolder, 'folder' | 'objects'>,
  recordKeys: readonly string[],
  limits: CompactionLimits = DEFAULT_COMPACTION_LIMITS,
): boolean {
  const [claimed, finished] = ['.plan.json', '.done.json'].map(
    (end) => recordKeys.filter((key) => key.endsWith(end)).length,
  );
  if (claimed !== finished) return false;
  return claimed === 0 ? planCompaction(folder, objects, limits).length === 0 : objects.length === 0;
}

/** What is to be done next in a folder; after it, look again. */
export function nextStep(
  seen: CompactedFolder,
  limits: CompactionLimits = DEFAULT_COMPACTION_LIMITS,
): CompactionStep {
  const { folder, objects, compacted, generations } = seen;
  const number = generations.length;
  const open = generations.at(-1);
  if (open?.isFinished === false) {
    const group = open.groups.find(({ key }) => !compacted.has(key));
    return group === undefined
      ? { kind: 'finish', key: finishKey(folder, number), groups: open.groups }
      : { kind: 'write', group };
  }
  const members = membersOf(generations);
  const replaced = objects.filter(({ key }) => members.has(key)).map(({ key }) => key);
  if (replaced.length > 0) return { kind: 'delete', keys: replaced };
  const left = new Set(generations.flatMap((one) => one.left ?? []));
  const whole = left.size === 0 ? objects : objects.filter(({ key }) => !left.has(key));
  const groups = planCompaction(folder, whole, limits);
  if (groups.length === 0) return { kind: 'rest' };
  const record: CompactionRecord = {
    format: 1,
    groups: groups.map(({ key, members: own }) => ({ key, members: [...own] })),
  };
  return { kind: 'claim', key: claimKey(folder, number + 1), record };
}

/** @param records of the groups, in their order */
export function finishRecord(
  groups: readonly CompactionGroup[],
  records: readonly GroupRecord[],
): FinishRecord {
  const left = records.flatMap((record) => record.left);
  const isLeft = new Set(left);
  return {
    format: 1,
    groups: groups.map(({ key, members }) => ({ key, members: members.filter((one) => !isLeft.has(one)) })),
    left,
  };
}

/** The objects that hold each record of the folder once. */
export function readableKeys({
  objects,
  generations,
}: Pick<CompactedFolder, 'objects' | 'generations'>): readonly string[] {
  const finished = generations.filter(({ isFinished }) => isFinished);
  const members = membersOf(finished);
  return [
    ...objects.map(({ key }) => key).filter((key) => !members.has(key)),
    ...finished.flatMap(({ groups }) => groups.map(({ key }) => key)),
  ];
}

/** Where the records of members are that were replaced: the key of the compacted object by that of the member. */
export function placesOf(generations: readonly Generation[]): ReadonlyMap<string, string> {
  const groups = generations.filter(({ isFinished }) => isFinished).flatMap((one) => one.groups);
  return new Map(groups.flatMap(({ key, members }) => members.map((member) => [member, key] as const)));
}

function membersOf(generations: readonly Generation[]): ReadonlySet<string> {
  return new Set(generations.flatMap(({ groups }) => groups.flatMap(({ members }) => members)));
}

function numbered(generation: number): string {
  return String(generation).padStart(NUMBER_DIGITS, '0');
}
