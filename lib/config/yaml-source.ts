import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { ConfigSyntaxError } from '#core/config/errors';

export type KeyPath = readonly (string | number)[];

/** A parsed YAML file that can still say where each of its keys stands. */
export interface YamlSource {
  /** Path of the file as a person knows it, relative to the project. */
  readonly file: string;
  readonly value: unknown;
  /** `file:line:column` of the key at a path, or of the nearest key above it that exists. */
  readonly locate: (path: KeyPath) => string;
}

/** @throws ConfigSyntaxError when the text is not well-formed YAML, with the place of the first fault */
export function parseYaml(file: string, text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [fault] = document.errors;
  if (fault !== undefined) {
    throw new ConfigSyntaxError('the file is not well-formed YAML', {
      where: at(fault.pos[0]),
      received: fault.message,
      fix: 'correct the line; indentation is by spaces, and a text with a colon needs quotes',
    });
  }
  return {
    file,
    // Bounded aliases: a small file must not unfold into a large one.
    value: document.toJS({ maxAliasCount: 100 }) as unknown,
    locate: (path) => at(offsetOf(document.contents, path)),
  };
}

/** Where the key at `path` begins; as deep as the file goes. */
function offsetOf(root: Node | null, path: KeyPath): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
      );
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step];
      offset = startOf(item) ?? offset;
      node = item;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  if (isScalar(node) || isMap(node) || isSeq(node)) return node.range?.[0];
  return undefined;
}
