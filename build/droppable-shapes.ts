import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * What an AWS client says of its service, so that a bundler can leave out what a function does not need: the shapes of
 * operations that it does not call, and errors that are no more than a name.
 */
export const droppableShapes: Plugin = {
  name: 'droppable-shapes',
  setup(build) {
    build.onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: withoutErrors(withLiteralKeys(text), plainErrors(text)), loader: 'js' };
    });
    build.onLoad({ filter: /[\\/]dist-es[\\/]models[\\/]errors\.js$/ }, async ({ path }) => {
      const schemas = await readFile(join(dirname(path), '../schemas/schemas_0.js'), 'utf8');
      return { contents: withoutClasses(await readFile(path, 'utf8'), plainErrors(schemas)), loader: 'js' };
    });
  },
};

/** `const _e = "error";`, as which a shape's words are written. */
function constantsOf(text: string): ReadonlyMap<string, string> {
  const constants = text.matchAll(/^const (\w+) = "([^"\\]*)";$/gm);
  return new Map(Array.from(constants, ([, name = '', value = '']) => [name, value]));
}

/**
 * Plain literals. Shapes are written with constants for keys, `{ [_e]: _c }`, of which a bundler cannot know that
 * nothing happens when one is made: it keeps the shapes of all operations of a service.
 */
function withLiteralKeys(text: string): string {
  const constants = constantsOf(text);
  return text.replace(/([{,]\s*)\[(\w+)\]:/g, (key, before: string, name: string) => {
    const value = constants.get(name);
    return value === undefined ? key : `${before}${JSON.stringify(value)}:`;
  });
}

const ERROR_SHAPE = /^export var (\w+)\$ = \[-3, n0, \w+,\s*\{([^}]*)\},\s*\[([^\]]*)\],/gm;

/**
 * Errors without anything but a name, a message and a status. Of a name that it does not know a client makes the same
 * error, only not of a class of its own; so `error.name` tells it, and who imports such a class has no bundle.
 */
function plainErrors(schemas: string): ReadonlySet<string> {
  const constants = constantsOf(schemas);
  const isPlain = ([, error = '', traits = '', members = '']: readonly string[]) =>
    Array.from(traits.matchAll(/\[(\w+)\]: (\[[^\]]*\]|\w+)/g)).every(([, key = '', value = '']) => {
      const trait = constants.get(key) ?? '';
      return (
        ['error', 'httpError'].includes(trait) ||
        (trait === 'awsQueryError' && value.includes(`\`${error}\``))
      );
    }) && members.split(',').every((name) => /^(message)?$/i.test(constants.get(name.trim()) ?? name.trim()));
  const shapes = Array.from(schemas.matchAll(ERROR_SHAPE), (match) => [...match]);
  return new Set(shapes.filter(isPlain).map(([, name = '']) => name));
}

function withoutErrors(schemas: string, leftOut: ReadonlySet<string>): string {
  return schemas
    .replace(/^n0_registry\.registerError\((\w+)\$, \w+\);$/gm, (line, name: string) =>
      leftOut.has(name) ? '' : line,
    )
    .replace(/^import \{([^}]*)\} from "\.\.\/models\/errors";$/m, (_, list: string) => {
      const kept = list
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !leftOut.has(name));
      return `import { ${kept.join(', ')} } from "../models/errors";`;
    });
}

function withoutClasses(errors: string, leftOut: ReadonlySet<string>): string {
  return errors.replace(/^export class (\w+) extends [\s\S]*?^\}$/gm, (text, name: string) =>
    leftOut.has(name) ? '' : text,
  );
}
