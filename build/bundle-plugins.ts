import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

const NAMESPACE = 'node-module';

/**
 * Node's own modules by `require`. An ES import reads each property of a module, and so loads what hides behind them:
 * a fetch client behind `node:http`, web cryptography behind `node:crypto`. A function's first call of a service took
 * 31 ms of CPU with it and takes 18 without.
 */
export const nodeModulesByRequire: Plugin = {
  name: 'node-modules-by-require',
  setup(build) {
    build.onResolve({ filter: /^[\w:/]+$/ }, ({ path, namespace }) => {
      if (!isBuiltin(path)) return undefined;
      if (namespace === NAMESPACE) return { path, external: true };
      return { path: path.startsWith('node:') ? path : `node:${path}`, namespace: NAMESPACE };
    });
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};

/**
 * Shapes of AWS operations as plain literals. They are written with constants for keys, `{ [_e]: _c }`, of which a
 * bundler cannot know that nothing happens when one is made: it keeps the shapes of all operations of a service.
 */
export const droppableShapes: Plugin = {
  name: 'droppable-shapes',
  setup(build) {
    build.onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: withLiteralKeys(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

function withLiteralKeys(text: string): string {
  const constants = new Map<string, string>();
  for (const [, name, value] of text.matchAll(/^const (\w+) = ("[^"\\]*");$/gm))
    if (name !== undefined && value !== undefined) constants.set(name, value);
  return text.replace(/([{,]\s*)\[(\w+)\]:/g, (key, before: string, name: string) => {
    const value = constants.get(name);
    return value === undefined ? key : `${before}${value}:`;
  });
}
