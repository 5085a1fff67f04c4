import { type AttributionSection, attributionSectionSchema } from '#core/monitoring/sections/attribution';
import type { ObjectStore } from '#ports/object-store';
import { parseContract } from '../../common/define-handler.ts';

/** What MeasureAttribution has found for this window, if it has measured. */
export async function readAttribution(
  store: ObjectStore,
  bucket: string,
  key: string | null | undefined,
): Promise<AttributionSection | undefined> {
  if (key === null || key === undefined) return undefined;
  return parseContract(attributionSectionSchema, JSON.parse(await store.readText({ bucket, key })), key);
}
