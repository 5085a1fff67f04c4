import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Every error that Gyre throws on purpose, read from the sources: `docs/errors.md` is made of it.
 *
 * The sources and not the running classes, since a class knows neither its comment nor its file.
 */
export interface CatalogueEntry {
  /** `GYRE-nnn`. */
  readonly code: string;
  /** What the class sets as its `name`: state machines retry and catch by it. */
  readonly name: string;
  readonly className: string;
  /** The class's comment as one line; empty when it has none. */
  readonly summary: string;
  /** From the root of the repository. */
  readonly file: string;
}

const ROOT = dirname(import.meta.dirname);
const CATALOGUE = 'docs/errors.md';
const TREES = 'core,adapters,lambdas,lib,local,cli,build,bin,ports,study';

/** A class below GyreError with the comment that stands right above it. */
const ERROR_CLASS =
  /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?export class (\w+) extends (?:GyreError|\w+Error) \{([\s\S]*?)\n\}/g;
const CODE = /\bcode\b[^=\n]*= '(GYRE-\d+)'/;
const NAME = /\bname\b[^=\n]*= '(\w+)'/;

/** Titles by the first digit of the code. */
const ROOMS: Readonly<Record<string, string>> = {
  1: 'Configuration',
  2: 'Data',
  3: 'Registry',
  4: 'Training',
  5: 'Deployment',
  6: 'Serving',
  7: 'Monitoring',
  8: 'Retraining',
  9: 'Machine, services of AWS, command line',
};

/** In the order of their codes. */
export function readErrorCatalogue(root: string = ROOT): readonly CatalogueEntry[] {
  return globSync(`{${TREES}}/**/*.ts`, { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'] })
    .sort()
    .flatMap((file) => entriesOf(file, readFileSync(join(root, file), 'utf8')))
    .sort((a, b) => a.code.localeCompare(b.code) || a.className.localeCompare(b.className));
}

function entriesOf(file: string, source: string): readonly CatalogueEntry[] {
  return [...source.matchAll(ERROR_CLASS)].flatMap(([, comment = '', className = '', body = '']) => {
    const code = CODE.exec(body)?.[1];
    if (code === undefined) return [];
    return [{ code, name: NAME.exec(body)?.[1] ?? '', className, summary: oneLine(comment), file }];
  });
}

function oneLine(comment: string): string {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('@'))
    .join(' ');
}

/** The text of docs/errors.md. */
export function formatErrorCatalogue(entries: readonly CatalogueEntry[]): string {
  const rooms = Object.entries(ROOMS).flatMap(([digit, title]) => {
    const own = entries.filter(({ code }) => code.startsWith(`GYRE-${digit}`));
    if (own.length === 0) return [];
    const rows = own.map(
      ({ code, name, summary, file }) => `| ${code} | \`${name}\` | ${cell(summary)} | \`${file}\` |`,
    );
    return ['', `## ${title}`, '', '| Code | Name | When | Defined in |', '|---|---|---|---|', ...rows];
  });
  return [
    '# Errors',
    '',
    'Every error says what was received, where, what is allowed, and how to mend it (the `Fix:` line). Code and name',
    'never change their meaning: scripts may rely on the code, and state machines retry and catch by the name.',
    '',
    'This page is made from the sources by `node build/error-catalogue.ts`; a test compares the two.',
    ...rooms,
    '',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

if (import.meta.main) {
  const entries = readErrorCatalogue();
  writeFileSync(join(ROOT, CATALOGUE), formatErrorCatalogue(entries));
  console.log(`${CATALOGUE}: ${entries.length} errors`);
}
