import type * as z from 'zod';

/** What a stored text says by its schema, or the first fault of it. */
export function readStored<Value>(
  schema: z.ZodType<Value>,
  text: string,
): { readonly value: Value } | { readonly fault: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? { value: parsed.data } : { fault: parsed.error.issues[0]?.message ?? 'not JSON' };
}
