import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

const NAMESPACE = 'node-module';
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/**
 * Node's own modules by `require`, of which only the names that are used are read. An ES import reads each property of
 * a module, and so loads what hides behind them: a fetch client behind `node:http`, web cryptography behind
 * `node:crypto`. A function's first call of a service took 31 ms of CPU with it and takes 18 without.
 */
export const nodeModulesByRequire: Plugin = {
  name: 'node-modules-by-require',
  setup(build) {
    build.onResolve({ filter: /^[\w:/]+$/ }, ({ path, namespace, kind }) => {
      if (!isBuiltin(path)) return undefined;
      const name = path.startsWith('node:') ? path : `node:${path}`;
      if (namespace === NAMESPACE || kind === 'require-call') return { path: name, external: true };
      return { path: name, namespace: NAMESPACE, sideEffects: false };
    });
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, async ({ path }) => {
      const { default: whole } = (await import(path)) as { readonly default: object };
      return { contents: readingModule(path, whole), loader: 'js' };
    });
  },
};

/** A class behind a getter is asked for when it is used: reading `fs.ReadStream` loads all streams of files. */
function readingModule(path: string, whole: object): string {
  const names = Object.keys(whole).filter((name) => IDENTIFIER.test(name) && name !== 'default');
  const isLazyClass = (name: string) =>
    /^[A-Z]/.test(name) && Object.getOwnPropertyDescriptor(whole, name)?.get !== undefined;
  return [
    `const whole = require(${JSON.stringify(path)});`,
    'const read = (name) => whole[name];',
    `const later = (name) => new Proxy(function () {}, {
      get: (_, key) => whole[name][key],
      construct: (_, given) => new whole[name](...given),
    });`,
    'export default whole;',
    // Other names than the module's: some of them are reserved words.
    ...names.map(
      (name) => `const of_${name} = /* @__PURE__ */ ${isLazyClass(name) ? 'later' : 'read'}('${name}');`,
    ),
    `export { ${names.map((name) => `of_${name} as ${name}`).join(', ')} };`,
  ].join('\n');
}

/**
 * What no function calls, though its package may: JSON schemas of zod; endpoints found by asking DynamoDB for them; the
 * profiles of a developer's home, for which a client would look on its first call (a function has its environment); and
 * hashes in JavaScript. Of its own package.json a client tells the version.
 */
export const leftOut: Plugin = {
  name: 'left-out',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)\.js$/ },
      async ({ path }) => {
        const names = (await readFile(path, 'utf8')).matchAll(/^export (?:function|const) (\w+)/gm);
        const exported = Array.from(names, ([, name = '']) =>
          // Whatever makes a method is called for every schema; the method itself is not.
          name.startsWith('create') ? `export const ${name} = () => none;` : `export const ${name} = none;`,
        );
        const none = "const none = () => { throw new Error('JSON schemas are left out of the functions'); };";
        return { contents: [none, ...exported].join('\n'), loader: 'js' };
      },
    );
    build.onLoad({ filter: /[\\/]shared-ini-file-loader[\\/]loadSharedConfigFiles\.js$/ }, () => ({
      contents: [
        'export { CONFIG_PREFIX_SEPARATOR } from "./constants";',
        'export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });',
      ].join('\n'),
      loader: 'js',
    }));
    build.onLoad({ filter: /[\\/]endpoint-cache[\\/]dist-es[\\/]EndpointCache\.js$/ }, () => ({
      contents: 'export class EndpointCache {}',
      loader: 'js',
    }));
    // Which are asked for at the start, each by making one; those in JavaScript are for where Node has none.
    build.onLoad({ filter: /[\\/](?:Md5|Sha1|Sha256)Node\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8'))
        .replace(/^const hasNativeCrypto = [\s\S]*?^\}\)\(\);$/m, '')
        .replace(/hasNativeCrypto \? (buildNativeClass\(\)) : \w+;/, '/* @__PURE__ */ $1;'),
      loader: 'js',
    }));
    build.onLoad({ filter: /[\\/]node_modules[\\/].*[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/**
 * What packages look for because they also run in a browser, and Node has too: the question alone loads it, streams
 * of the web in 2 ms. Functions have none of them.
 */
export const BROWSER_GLOBALS = ['ReadableStream', 'TransformStream', 'Blob', 'crypto', 'navigator'] as const;

const CLASS = /^((?:export )?(?:default )?(?:const \w+ = )?class (\w+)[^{\n]*\{)$/gm;

/**
 * Names of the packages' classes, by which they know some of their own (`constructor.name === 'NoOpLogger'`). The names
 * of functions go: giving each its own at the start takes 8 ms. Our errors say their names themselves, since state
 * machines retry and catch by them.
 */
export const namedClasses: Plugin = {
  name: 'named-classes',
  setup(build) {
    build.onLoad({ filter: /[\\/]node_modules[\\/].*\.m?js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return text.includes('class ')
        ? { contents: text.replace(CLASS, "$1 static name = '$2';"), loader: 'js' }
        : undefined;
    });
  },
};
