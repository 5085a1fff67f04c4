import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StudyUsageError } from '../errors.ts';
import { type Drawing, drawingFile } from './chart.ts';
import { type Table, tableMarkdown } from './table.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = 'docs/statistics.md';

export interface Section {
  readonly study: 'verdicts' | 'calibration' | 'peers' | 'gate' | 'estimate' | 'estimate-peers';
  /** How the figures came about: command, seed, numbers. */
  readonly basis: string;
  readonly tables: readonly Table[];
  /** By file name without extension. */
  readonly drawings: Readonly<Record<string, Drawing>>;
}

/** Puts a study's tables and drawings between its markers on the page, and leaves the rest as it stands. */
export function writeSection(section: Section, root: string = ROOT): void {
  const page = join(root, PAGE);
  const text = replaceSection(readFileSync(page, 'utf8'), section);
  mkdirSync(join(root, 'docs/statistics'), { recursive: true });
  for (const [name, drawing] of Object.entries(section.drawings))
    writeFileSync(join(root, `docs/statistics/${name}.svg`), drawingFile(drawing));
  writeFileSync(page, text);
}

/** @throws StudyUsageError when the page has no markers of the study */
export function replaceSection(page: string, { study, basis, tables, drawings }: Section): string {
  const [begin, end] = [`<!-- study ${study}: begin -->`, `<!-- study ${study}: end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) {
    throw new StudyUsageError('the page has no place for the study', {
      ...{
        where: PAGE,
        received: from < 0 ? `no ${begin}` : `no ${end} after it`,
        allowed: `${begin} ... ${end}`,
      },
      fix: 'write both markers into the page, where the tables are to stand',
    });
  }
  const images = Object.entries(drawings).map(([name, { label }]) => `![${label}](statistics/${name}.svg)`);
  const parts = [begin, basis, ...images, ...tables.map(tableMarkdown), ''];
  return `${page.slice(0, from)}${parts.join('\n\n')}${page.slice(to)}`;
}
