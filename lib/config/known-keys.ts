import * as z from 'zod';

/** The part of JSON Schema that a Zod object turns into, as far as keys are concerned. */
interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly description?: string;
}

/** Keys a schema allows in the object at a path. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let nodes: readonly SchemaNode[] = [rootOf(schema)];
  for (const step of path) {
    nodes = nodes.flatMap(alternatives).flatMap((node) => below(node, step));
  }
  return nodes.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {}));
}

/** Paths, from the root, at which a schema has a key of this name. */
export function placesOf(schema: z.ZodType, key: string): readonly string[] {
  const search = (node: SchemaNode, path: readonly string[]): readonly string[] =>
    alternatives(node).flatMap(({ properties = {} }) =>
      Object.entries(properties).flatMap(([name, child]) => {
        const here = [...path, name];
        return [...(name === key ? [here.join('.')] : []), ...search(child, here)];
      }),
    );
  return search(rootOf(schema), []);
}

function rootOf(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, { io: 'input', reused: 'inline', unrepresentable: 'any' }) as SchemaNode;
}

function alternatives(node: SchemaNode): readonly SchemaNode[] {
  return node.anyOf === undefined ? [node] : node.anyOf.flatMap(alternatives);
}

function below(node: SchemaNode, step: PropertyKey): readonly SchemaNode[] {
  if (typeof step === 'number') return node.items === undefined ? [] : [node.items];
  const child = node.properties?.[String(step)];
  if (child !== undefined) return [child];
  return typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [];
}
