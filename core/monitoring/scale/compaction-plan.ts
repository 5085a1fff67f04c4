import { canonicalJson } from '../../registry/canonical-json.ts';
import { sha256Hex } from '../../registry/identify.ts';
import { type CaptureObject, plainBytesOf } from './capture-object.ts';

/** Small capture objects that become one. */
export interface CompactionGroup {
  /** Of the object that holds all lines of the members; made of their keys. */
  readonly key: string;
  readonly members: readonly string[];
}

export interface CompactionLimits {
  /** A folder whose objects are smaller than this on average is compacted, and of it what is smaller. */
  readonly smallBytes: number;
  /** Plain bytes of a group at most. */
  readonly targetBytes: number;
  /** Members of a group at most: their keys are in one record. */
  readonly mostMembers: number;
  readonly plainPerCompressed: number;
}

export const DEFAULT_COMPACTION_LIMITS: CompactionLimits = {
  smallBytes: 8 * 1024 * 1024,
  targetBytes: 64 * 1024 * 1024,
  mostMembers: 10_000,
  plainPerCompressed: 4,
};

const DIGEST_DIGITS = 32;

/**
 * Which objects of a folder become one. SageMaker's own capture writes many small files; each costs a request and
 * the wait for its first byte every time it is read.
 *
 * Small objects are taken in the order of their keys, which is that of time, and fill one group after the other: two
 * neighbouring groups hold more than the target together, so there are at most twice as many as need be. A group of
 * one stays what it is.
 *
 * @param folder  `<endpoint>/<variant>/yyyy/mm/dd/hh`, without a slash at its end
 * @param objects of that folder, in any order, none of them part of an earlier compaction
 * @returns none while the mean object is large enough
 */
export function planCompaction(
  folder: string,
  objects: readonly CaptureObject[],
  limits: CompactionLimits = DEFAULT_COMPACTION_LIMITS,
): readonly CompactionGroup[] {
  const sized = objects
    .map((object) => ({ key: object.key, bytes: plainBytesOf(object, limits.plainPerCompressed) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const sum = sized.reduce((total, { bytes }) => total + bytes, 0);
  if (sized.length === 0 || sum / sized.length >= limits.smallBytes) return [];
  const groups: string[][] = [];
  let room = 0;
  for (const { key, bytes } of sized) {
    if (bytes >= limits.smallBytes) continue;
    const last = groups[groups.length - 1];
    if (last === undefined || bytes > room || last.length >= limits.mostMembers) {
      groups.push([key]);
      room = limits.targetBytes - bytes;
    } else {
      last.push(key);
      room -= bytes;
    }
  }
  return groups
    .filter((members) => members.length > 1)
    .map((members) => ({ key: compactedKey(folder, members), members }));
}

/**
 * In a folder of its own: to whoever looks for capture objects by their keys it is none.
 * @example compactedPrefix('a/v1/2013/04/01/07') // 'a/v1/2013/04/01/07/compacted/'
 */
export function compactedPrefix(folder: string): string {
  return `${folder}/compacted/`;
}

function compactedKey(folder: string, members: readonly string[]): string {
  const digest = sha256Hex(canonicalJson(members)).slice(0, DIGEST_DIGITS);
  return `${compactedPrefix(folder)}${digest}.jsonl.gz`;
}
