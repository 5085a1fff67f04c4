import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Code that stands in documentation, and what it says that it prints. */
export interface Example {
  readonly name: string;
  readonly code: string;
  readonly printed: readonly string[];
}

const FENCE = /```ts\n([\s\S]*?)```/g;
const COMMENT = /\/\*\*[\s\S]*?\*\//g;

/** Every block of a page, in order. */
export function examplesOfPage(path: string, name: string): readonly Example[] {
  return examplesIn(readFileSync(path, 'utf8'), name);
}

/** Every block in the comments of sources; they import nothing, so that all names are imported for them. */
export function examplesOfSources(root: string, names: readonly string[]): readonly Example[] {
  return globSync('library/*.ts', { cwd: root })
    .toSorted()
    .flatMap((file) => {
      const comments = readFileSync(join(root, file), 'utf8').match(COMMENT) ?? [];
      const text = comments.map((comment) => comment.replaceAll(/^ *\* ?/gm, '')).join('\n');
      return examplesIn(text, file.replaceAll(/\W/g, '-'));
    })
    .map((example) => ({
      ...example,
      code: `import { ${names.join(', ')} } from 'gyre/drift';\n${example.code}`,
    }));
}

function examplesIn(text: string, name: string): readonly Example[] {
  return [...text.matchAll(FENCE)].map(([, code = ''], at) => ({
    ...{ name: `${name}-${at + 1}`, code, printed: printedBy(code) },
  }));
}

/** A comment behind `console.log(...)`, or those alone on the lines below it. */
function printedBy(code: string): readonly string[] {
  const printed: string[] = [];
  let isBelow = false;
  for (const line of code.split('\n')) {
    const [, before = line, comment] = /^(.*?)\/\/ (.*)$/.exec(line) ?? [];
    const isPrint = before.includes('console.log(');
    if (comment !== undefined && (isPrint || (isBelow && before.trim() === ''))) printed.push(comment.trim());
    isBelow = (isPrint && comment === undefined) || (isBelow && before.trim() === '');
  }
  return printed;
}
