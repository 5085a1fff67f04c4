/**
 * Which capture objects of an hour are read together, so that each counts once whoever plans, how often and when.
 *
 *   1 claim  who plans writes what is new in the folder of an hour under the next number (`If-None-Match: *`)
 *   2 read   the sketches of a claim are named by its folder and number: who reads it again writes them again
 *   3 done   a mark says that they are written
 *
 * A claim is never changed. Objects that come later are the next one; a claim without its mark is read again, as it
 * stands. What was sketched when it arrived is claimed by nobody.
 */
import * as z from 'zod';
import { amountSchema } from '#core/number-schemas';
import type { CaptureObject } from '../scale/capture-object.ts';

export const claimSchema = z.strictObject({
  format: z.literal(1),
  /** Keys and stored bytes, in the order of keys. */
  objects: z.array(z.tuple([z.string().min(1), amountSchema])).min(1),
});
export type Claim = z.infer<typeof claimSchema>;

/** A folder as somebody saw it: the objects first, then the claims. */
export interface ClaimedFolder {
  /** `<endpoint>/<variant>/yyyy/mm/dd/hh` */
  readonly folder: string;
  readonly objects: readonly CaptureObject[];
  /** Was the object sketched when it arrived? */
  readonly isSketched: (key: string) => boolean;
  /** From the first on. */
  readonly claims: readonly (Claim & { readonly isDone: boolean })[];
}

export interface OpenClaim {
  readonly folder: string;
  readonly number: number;
  readonly objects: readonly CaptureObject[];
}

export const CLAIM_PREFIX = 'sketching/claims/';
const NUMBER_DIGITS = 6;
const KEY = /^sketching\/claims\/(.+)\/(\d{6})(\.done)?\.json$/;

/** What names a claim, and whatever is made of it. @example claimName('a/v1/2013/04/01/07', 1) // 'a/v1/2013/04/01/07/000001' */
export function claimName(folder: string, number: number): string {
  return `${folder}/${String(number).padStart(NUMBER_DIGITS, '0')}`;
}

/** @example claimedFolder('a/v1/2013/04/01/07/000001') // 'a/v1/2013/04/01/07' */
export function claimedFolder(name: string): string {
  return name.slice(0, name.lastIndexOf('/'));
}

/** @example claimKey('a/v1/2013/04/01/07/000001') // 'sketching/claims/a/v1/2013/04/01/07/000001.json' */
export function claimKey(name: string): string {
  return `${CLAIM_PREFIX}${name}.json`;
}

/** @example doneKey('a/v1/2013/04/01/07/000001') // 'sketching/claims/a/v1/2013/04/01/07/000001.done.json' */
export function doneKey(name: string): string {
  return `${CLAIM_PREFIX}${name}.done.json`;
}

/** @returns `undefined` for a key of another kind */
export function parseClaimKey(
  key: string,
): { readonly folder: string; readonly number: number; readonly isDone: boolean } | undefined {
  const [, folder, number, done] = KEY.exec(key) ?? [];
  return folder === undefined ? undefined : { folder, number: Number(number), isDone: done !== undefined };
}

/** What is still to be read of a folder, as it was claimed. */
export function openClaims({
  folder,
  claims,
}: Pick<ClaimedFolder, 'folder' | 'claims'>): readonly OpenClaim[] {
  return claims.flatMap(({ isDone, objects }, index) =>
    isDone ? [] : [{ folder, number: index + 1, objects: objects.map(objectOf) }],
  );
}

/** The objects that nobody has claimed or sketched. @returns undefined when there is none */
export function nextClaim({ folder, objects, isSketched, claims }: ClaimedFolder): OpenClaim | undefined {
  const claimed = new Set(claims.flatMap((claim) => claim.objects.map(([key]) => key)));
  const fresh = objects
    .filter(({ key }) => !claimed.has(key) && !isSketched(key))
    .map(({ key, sizeBytes }) => ({ key, sizeBytes }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return fresh.length === 0 ? undefined : { folder, number: claims.length + 1, objects: fresh };
}

export function claimOf({ objects }: OpenClaim): Claim {
  return { format: 1, objects: objects.map(({ key, sizeBytes }) => [key, sizeBytes]) };
}

function objectOf([key, sizeBytes]: Claim['objects'][number]): CaptureObject {
  return { key, sizeBytes };
}
