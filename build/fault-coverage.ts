import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * Which faults of docs/faults.md have a test: a title that begins with the fault's ID, or with several of them.
 *
 * Titles are read from the syntax tree and not by running the tests, so that it costs a second; what is skipped or
 * only noted (`skip`, `todo`) does not count.
 */
export interface FaultCoverage {
  readonly covered: number;
  readonly total: number;
  /** IDs in titles that the catalogue does not have: a slip of the pen. */
  readonly unknown: readonly string[];
  /** The catalogue with its last column as the tests say. */
  readonly text: string;
}

const ROOT = dirname(import.meta.dirname);
const CATALOGUE = 'docs/faults.md';

const TEST_FUNCTIONS = new Set(['test', 'it', 'describe']);
const LEADING_IDS = /^(?:[A-Z]-\d{2}(?:[ ,:]+|$))+/;
const CATALOGUE_ROW = /^\| ([A-Z]-\d{2}) \|(.*)\|[^|]*\|$/;
/** More names would say no more, and make a row that nobody can read. */
const NAMES_SHOWN = 3;

/** The IDs that lead the titles of one file's tests. */
export function faultsInTitles(fileName: string, source: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const chain = calledNames(node.expression);
      if (chain.includes('skip') || chain.includes('todo')) return;
      const [title] = node.arguments;
      if (TEST_FUNCTIONS.has(chain[0] ?? '') && title !== undefined) {
        for (const id of leadingIds(textAtStart(title))) found.add(id);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest));
  return found;
}

/** `test.each(rows)` gives test, each; anything that is no chain of names gives nothing. */
function calledNames(callee: ts.Expression): readonly string[] {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isPropertyAccessExpression(callee)) return [...calledNames(callee.expression), callee.name.text];
  if (ts.isCallExpression(callee)) return calledNames(callee.expression);
  if (ts.isTaggedTemplateExpression(callee)) return calledNames(callee.tag);
  return [];
}

function textAtStart(title: ts.Expression): string {
  if (ts.isStringLiteralLike(title)) return title.text;
  return ts.isTemplateExpression(title) ? title.head.text : '';
}

function leadingIds(title: string): readonly string[] {
  return LEADING_IDS.exec(title)?.[0].match(/[A-Z]-\d{2}/g) ?? [];
}

/** @param titles  by test file below `test/`, the IDs that lead its titles */
export function coverFaults(
  catalogue: string,
  titles: ReadonlyMap<string, ReadonlySet<string>>,
): FaultCoverage {
  const filesById = new Map<string, string[]>();
  for (const [file, ids] of titles) {
    for (const id of ids) filesById.set(id, [...(filesById.get(id) ?? []), file]);
  }
  const known = new Set<string>();
  const lines = catalogue.split('\n').map((line) => {
    const [, id, middle] = CATALOGUE_ROW.exec(line) ?? [];
    if (id === undefined || middle === undefined) return line;
    known.add(id);
    return `| ${id} |${middle}| ${cellOf(filesById.get(id) ?? [])} |`;
  });
  return {
    covered: [...known].filter((id) => filesById.has(id)).length,
    total: known.size,
    unknown: [...filesById.keys()].filter((id) => !known.has(id)).sort(),
    text: lines.join('\n'),
  };
}

function cellOf(files: readonly string[]): string {
  if (files.length === 0) return 'open';
  const names = [...files].sort().map((file) => `\`${file.replace(/(\.test)?\.ts$/, '')}\``);
  const more = names.length - NAMES_SHOWN;
  return [...names.slice(0, NAMES_SHOWN), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

export function readFaultCoverage(root: string = ROOT): FaultCoverage & { readonly isUpToDate: boolean } {
  const tests = join(root, 'test');
  // Suites that several adapters share stand beside the test files.
  const titles = globSync('**/*.ts', { cwd: tests }).map(
    (file) => [file, faultsInTitles(file, readFileSync(join(tests, file), 'utf8'))] as const,
  );
  const catalogue = readFileSync(join(root, CATALOGUE), 'utf8');
  const coverage = coverFaults(catalogue, new Map(titles));
  return { ...coverage, isUpToDate: coverage.text === catalogue };
}

if (import.meta.main) {
  const { covered, total, unknown, text, isUpToDate } = readFaultCoverage();
  if (unknown.length > 0) {
    console.error(`${CATALOGUE} has no ${unknown.join(', ')}, which the titles of tests name`);
    process.exitCode = 1;
  }
  if (!process.argv.includes('--check')) writeFileSync(join(ROOT, CATALOGUE), text);
  else if (!isUpToDate) {
    console.error(`${CATALOGUE} is not what the tests say; mend: node build/fault-coverage.ts`);
    process.exitCode = 1;
  }
  console.log(`faults covered: ${covered} of ${total}`);
}
