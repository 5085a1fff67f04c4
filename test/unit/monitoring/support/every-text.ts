import type * as z from 'zod';

interface Definition {
  readonly type: string;
  readonly innerType?: Schema;
  readonly element?: Schema;
  readonly options?: readonly Schema[];
  readonly keyType?: Schema;
  readonly valueType?: Schema;
  readonly shape?: Readonly<Record<string, Schema>>;
}
interface Schema {
  readonly def: Definition;
}

/**
 * A value in which every text that its schema leaves free is another one: what comes as a new section tomorrow is
 * covered without anybody thinking of it. Words of an enumeration stay.
 */
export function everyText(schema: z.ZodType, value: unknown, text: string): unknown {
  return replaced(schema, value, text);
}

function replaced({ def }: Schema, value: unknown, text: string): unknown {
  if (value === undefined || value === null) return value;
  if (def.innerType !== undefined) return replaced(def.innerType, value, text);
  if (def.type === 'string') return text;
  if (def.type === 'array') return (value as unknown[]).map((one) => replaced(def.element!, one, text));
  if (def.type === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        key,
        def.shape?.[key] === undefined ? one : replaced(def.shape[key], one, text),
      ]),
    );
  if (def.type === 'record') {
    const entries = Object.values(value).map((one) => [text, replaced(def.valueType!, one, text)] as const);
    return Object.fromEntries(entries.slice(0, 1));
  }
  return value;
}
