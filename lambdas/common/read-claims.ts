import {
  CLAIM_PREFIX,
  type ClaimedFolder,
  claimName,
  claimSchema,
  doneKey,
  parseClaimKey,
} from '#core/monitoring/sketching/claims';
import type { ObjectStore } from '#ports/object-store';
import { parseContract } from './define-handler.ts';

/**
 * The claims of folders, in the order of their numbers, by folder.
 * @param below beginning of the folders' names, such as `<endpoint>/<variant>/yyyy/mm/dd/`
 */
export async function readClaims(
  store: ObjectStore,
  bucket: string,
  below: string,
): Promise<ReadonlyMap<string, ClaimedFolder['claims']>> {
  const found: { folder: string; number: number; key: string }[] = [];
  const done = new Set<string>();
  for await (const { key } of store.list(bucket, `${CLAIM_PREFIX}${below}`)) {
    const claim = parseClaimKey(key);
    if (claim?.isDone === true) done.add(key);
    else if (claim !== undefined) found.push({ folder: claim.folder, number: claim.number, key });
  }
  const claims = new Map<string, ClaimedFolder['claims'][number][]>();
  for (const { folder, number, key } of found.sort((a, b) => (a.key < b.key ? -1 : 1))) {
    const claim = parseContract(claimSchema, JSON.parse(await store.readText({ bucket, key })), key);
    const isDone = done.has(doneKey(claimName(folder, number)));
    const own = claims.get(folder);
    if (own === undefined) claims.set(folder, [{ ...claim, isDone }]);
    else own.push({ ...claim, isDone });
  }
  return claims;
}
