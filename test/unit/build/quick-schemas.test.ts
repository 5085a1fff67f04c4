import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as zod from 'zod';
import { REPOSITORY_ROOT } from '#build/bundle-lambdas';
import { quickSchemas } from '#build/quick-schemas';

type Zod = typeof zod;

/** A schema of each kind that functions have, with what it accepts, and what it does not. */
const KINDS: Readonly<Record<string, readonly [(z: Zod) => zod.ZodType, unknown, unknown]>> = {
  string: [(z) => z.string().min(2).max(4).regex(/^a/), 'abc', 'b'],
  email: [(z) => z.email(), 'a@b.example', 'a'],
  datetime: [(z) => z.iso.datetime(), '2026-06-01T00:00:00Z', '1 June'],
  number: [(z) => z.number().positive().max(3), 2, -2],
  int: [(z) => z.int().min(1), 1, 1.5],
  boolean: [(z) => z.boolean(), true, 1],
  literal: [(z) => z.literal('a'), 'a', 'c'],
  enum: [(z) => z.enum(['1h', '1d']).default('1h'), undefined, '2h'],
  array: [(z) => z.array(z.int()).min(1), [1], []],
  record: [(z) => z.record(z.string(), z.unknown()).readonly(), { a: 1 }, 1],
  json: [(z) => z.json(), { a: [null, 1] }, undefined],
  object: [
    (z) => z.strictObject({ a: z.exactOptional(z.string()), b: z.nullable(z.int()) }),
    { b: null },
    { a: undefined },
  ],
  loose: [(z) => z.looseObject({ a: z.string() }).refine(({ a }) => a !== 'b'), { a: 'a', c: 1 }, { a: 'b' }],
  union: [
    (z) =>
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('a') }),
        z.object({ kind: z.literal('b'), n: z.int() }),
      ]),
    { kind: 'b', n: 1 },
    { kind: 'b' },
  ],
  transform: [(z) => z.string().transform(Number).pipe(z.int()), '12', '1.2'],
};

describe('quickSchemas', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gyre-quick-schemas-'));
  let quick: Zod;
  let asItIs: Zod;

  beforeAll(async () => {
    quick = await bundled(join(folder, 'quick.mjs'), [quickSchemas]);
    asItIs = await bundled(join(folder, 'as-it-is.mjs'), []);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(Object.entries(KINDS))('gives a schema of %s the members that zod gives it', (_, [make]) => {
    expect(membersOf(make(quick))).toEqual(membersOf(make(asItIs)));
  });

  it.each(Object.entries(KINDS))('checks values by a schema of %s as zod does', (_, [make, good, bad]) => {
    expect(make(quick).parse(good)).toEqual(make(asItIs).parse(good));
    expect(make(quick).safeParse(bad).error?.issues).toEqual(make(asItIs).safeParse(bad).error?.issues);
    expect(make(quick).safeParse(bad).success).toBe(false);
  });

  it('keeps what zod says of members: bound when taken off, replaceable, told anew', () => {
    const schema = quick.string();
    const optional = Reflect.get(schema, 'optional') as () => zod.ZodType;
    expect(optional().parse(undefined)).toBeUndefined();
    expect(schema.describe('a name').description).toBe('a name');
    schema.parse = () => 'replaced';
    expect(schema.parse(1)).toBe('replaced');
    expect(quick.string().safeParse(1).success).toBe(false);
    expect(schema).toBeInstanceOf(quick.ZodString);
  });
});

/** Both are bundled, since a bundler renames functions. */
async function bundled(outfile: string, plugins: Plugin[]): Promise<Zod> {
  await build({
    stdin: { contents: "export * from 'zod';", resolveDir: REPOSITORY_ROOT },
    bundle: true,
    format: 'esm',
    outfile,
    plugins,
  });
  return (await import(pathToFileURL(outfile).href)) as Zod;
}

/** Every member that a schema has of its own or of a prototype: its name, and what it is. */
function membersOf(schema: zod.ZodType): Readonly<Record<string, string>> {
  const names = new Set<string>();
  for (let at: object = schema; at !== Object.prototype; at = Object.getPrototypeOf(at) as object)
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  const told = [...names].sort().map((name) => {
    const value: unknown = Reflect.get(schema, name);
    return [name, typeof value === 'function' ? `function ${value.name}` : typeof value];
  });
  return Object.fromEntries(told) as Readonly<Record<string, string>>;
}
