/**
 * Older items read as if they had been written today.
 *
 * Every stored item says in `schema` which shape of its entity it has. Reading lifts it step by step to the newest
 * shape; the next write stores that. During a deploy, or a roll-back of one, functions of two ages share the table,
 * so two rules hold for every upcaster, and a property test checks them: fields it does not know stay as they are,
 * and lifting a lifted item again changes nothing. An item from a newer age is therefore returned as it stands.
 */
export type ItemData = Readonly<Record<string, unknown>>;

/** From the shape with this index plus one to the next. */
export type Upcaster = (data: ItemData) => ItemData;

export type UpcasterTable = Readonly<Record<string, readonly Upcaster[]>>;

/** By entity; entities that are not listed have had one shape only. */
export const UPCASTERS: UpcasterTable = {};

/** The shape that items of an entity are written in, from 1. */
export function currentSchema(entity: string, table: UpcasterTable = UPCASTERS): number {
  return 1 + (table[entity]?.length ?? 0);
}

/**
 * @param schema  the shape the item was stored in, from 1
 * @returns the data in the newest shape known here
 * @example upcast('lease', 1, { holder: '' }, { lease: [(data) => ({ token: 0, ...data })] }) // { token: 0, holder: '' }
 */
export function upcast(
  entity: string,
  schema: number,
  data: ItemData,
  table: UpcasterTable = UPCASTERS,
): ItemData {
  return (table[entity] ?? []).slice(schema - 1).reduce((lifted, step) => step(lifted), data);
}
