import { dirname, join, posix, relative } from 'node:path';
import ts from 'typescript';

export interface EmittedTypes {
  /** Text by path, such as `library/drift.d.ts`. */
  readonly files: ReadonlyMap<string, string>;
  readonly entry: string;
}

/** `from '#core/errors'`, `from './table.ts'` and `import('./table.ts')`. */
const SPECIFIER = /((?:from|import) |import\()(['"])([^'"]+)\2/g;
const ALIAS = /^#(.+)$/;

/**
 * The declarations that an entry needs, and no others: what is marked as internal is left out, and with it whatever
 * only that refers to. Imports are by relative path, so that they hold in any project.
 *
 * @throws Error when a declaration names a package: whoever reads it would have to install that
 */
export function emitTypes(root: string, entry: string): EmittedTypes {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    readonly config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [entry] }, ts.sys, root);
  const program = ts.createProgram([join(root, entry)], {
    ...options,
    ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, stripInternal: true },
    // Declarations of one file are told from that file.
    noCheck: true,
  });
  const files = new Map<string, string>();
  const waiting = [entry];
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    const path = declarationOf(source);
    if (files.has(path)) continue;
    const needed: string[] = [];
    const text = emitted(program, join(root, source)).replace(
      SPECIFIER,
      (_, before: string, quote: string, name: string) => {
        const target = targetOf(name, source);
        needed.push(target);
        const near = posix.relative(posix.dirname(source), target).replace(/\.ts$/, '.js');
        return `${before}${quote}${near.startsWith('.') ? near : `./${near}`}${quote}`;
      },
    );
    files.set(path, text);
    waiting.push(...needed);
  }
  return { files, entry: declarationOf(entry) };
}

function emitted(program: ts.Program, path: string): string {
  const source = program.getSourceFile(path);
  let text: string | undefined;
  program.emit(source, (_, written) => (text = written), undefined, true);
  if (source === undefined || text === undefined)
    throw new Error(`no declarations for ${relative(process.cwd(), path)}`);
  return text;
}

/** @returns the source that a specifier names, from the root */
function targetOf(name: string, from: string): string {
  const [, alias] = ALIAS.exec(name) ?? [];
  if (alias !== undefined) return `${alias}.ts`;
  if (name.startsWith('.')) return posix.join(dirname(from), name);
  throw new Error(
    `the types of ${from} need the package ${name}: declare what they take in the library itself`,
  );
}

function declarationOf(source: string): string {
  return source.replace(/\.ts$/, '.d.ts');
}
