import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { TEST_NAMES } from '#core/monitoring/verdict/named-test';
import { StudyUsageError } from '#study/errors';
import { drawingFile } from '#study/report/chart';
import { replaceSection } from '#study/report/statistics-page';
import { tableMarkdown, tableText } from '#study/report/table';
import { runStudy } from '#study/run-study';

const ROOT = join(import.meta.dirname, '../../..');
const page = readFileSync(join(ROOT, 'docs/statistics.md'), 'utf8');

const section = {
  ...({ study: 'verdicts', basis: 'Made by hand.' } as const),
  tables: [{ title: 'T', columns: ['a', 'b'], rows: [['x|y', '1']], note: 'N' }],
  drawings: { recall: { width: 10, height: 5, label: 'R', body: [] } },
};

it('writes a section between its markers, once and again, and leaves the rest', () => {
  const before = 'top\n<!-- study verdicts: begin -->\nold\n<!-- study verdicts: end -->\nend\n';
  const once = replaceSection(before, section);
  expect(once).toBe(
    'top\n<!-- study verdicts: begin -->\n\nMade by hand.\n\n![R](statistics/recall.svg)\n\n**T**\n\n| a | b |\n|---|--:|\n| x\\|y | 1 |\n\nN\n\n<!-- study verdicts: end -->\nend\n',
  );
  expect(replaceSection(once, section)).toBe(once);
});

it('refuses a page without markers', () => {
  expect(() => replaceSection('no place', section)).toThrow(StudyUsageError);
  expect(() => replaceSection('<!-- study verdicts: end --><!-- study verdicts: begin -->', section)).toThrow(
    StudyUsageError,
  );
});

it('prints the same table on a terminal', () => {
  expect(tableText({ title: 'T', columns: ['a', 'b'], rows: [['x', '1']] })).toBe('T\na  b\nx  1');
  expect(tableMarkdown({ title: 'T', columns: ['a'], rows: [] })).toBe('**T**\n\n| a |\n|---|');
});

it('escapes what a drawing says', () => {
  const svg = drawingFile({ width: 1, height: 1, label: '"<b>', body: [] });
  expect(svg).toContain('aria-label="&quot;&lt;b&gt;"');
});

test.each(['verdicts', 'calibration', 'gate'])(
  'the page holds the figures of the whole study %s, and its drawings',
  (study) => {
    const from = page.indexOf(`<!-- study ${study}: begin -->`);
    const text = page.slice(from, page.indexOf(`<!-- study ${study}: end -->`));
    expect(text).toContain(`npm run study -- ${study} --write`);
    expect(text).toContain('| met |');
    expect(text).not.toContain('NOT MET');
    const drawings = [...text.matchAll(/\]\(([^)]+\.svg)\)/g)].map(([, file = '']) => file);
    expect(drawings.length).toBeGreaterThan(0);
    for (const file of drawings) {
      expect(existsSync(join(ROOT, 'docs', file))).toBe(true);
      expect(readFileSync(join(ROOT, 'docs', file), 'utf8')).not.toMatch(/NaN|undefined|Infinity|<script/);
    }
  },
);

test('the page explains every test that a report can name', () => {
  for (const name of TEST_NAMES) expect(page).toContain(`\`${name}\``);
});

test.each([
  [[]],
  [['verdict']],
  [['verdicts', 'calibration']],
  [['verdicts', '--loud']],
  [['calibration', '--data', 'x']],
  [['gate', '--peers']],
])('refuses %j and says what there is', async (line: readonly string[]) => {
  const streams = { out: () => undefined, err: () => undefined };
  const error: unknown = await runStudy(line, streams).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StudyUsageError);
  expect((error as StudyUsageError).facts.allowed).toContain('npm run study -- verdicts');
});
