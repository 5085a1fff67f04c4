import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { type Draws, seededDraws } from '#study/sampling/draws';
import { judgeFolder } from '#study/data/judge-folder';
import { BadStudyDataError } from '#study/errors';
import { runStudy } from '#study/run-study';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gyre-study-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Change {
  readonly shift?: number;
  readonly newShare?: number;
  readonly missing?: number;
}

function csv(seed: string, rows: number, change: Change = {}): string {
  const draws = seededDraws(seed);
  const lines = Array.from({ length: rows }, () => rowOf(draws, change).join(','));
  return `height,colour,"note, quoted",always\n${lines.join('\n')}\n`;
}

function rowOf(draws: Draws, { shift = 0, newShare = 0, missing = 0 }: Change): readonly (string | number)[] {
  const height = (draws.normal() + shift).toFixed(4);
  const colour = draws.uniform() < newShare ? 'violet' : draws.uniform() < 0.7 ? 'red' : '"dark, blue"';
  return [height, colour, draws.uniform() < 0.1 + missing ? '' : draws.exponential().toFixed(3), 1];
}

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

const quietly = () => undefined;
const good = {
  'baseline.csv': csv('baseline', 4000),
  'window-1.csv': csv('one', 3000),
  'window-2.csv': csv('two', 3000, { shift: 0.3, newShare: 0.02 }),
  'window-10.csv': csv('ten', 3000, { missing: 0.1 }),
  'truth.json': JSON.stringify({
    'window-1': [],
    'window-2': ['height', 'colour'],
    'window-10': ['note, quoted'],
  }),
};

describe('judgeFolder', () => {
  it('judges windows of numbers and texts, in the order of their numbers', async () => {
    put(good);
    const { contenders, windows, features } = await judgeFolder(folder, quietly);
    expect(features).toBe(4);
    expect(windows.map(({ window, said }) => [window, said['gyre']])).toEqual([
      ['window-1', []],
      ['window-2', ['height', 'colour']],
      ['window-10', ['note, quoted']],
    ]);
    expect(contenders[0]).toMatchObject({ name: 'gyre', precision: 1, recall: 1, found: 3, quiet: 9 });
    expect(contenders.map(({ name }) => name)).toEqual(['gyre', 'gyre-drifted', 'psi-0.1', 'ks-0.05']);
  });

  it('takes the columns of a window in any order', async () => {
    const turned = good['window-2.csv']
      .split('\n')
      .slice(1, -1)
      .map((line) => `1,${line.slice(0, line.lastIndexOf(','))}`);
    put({ ...good, 'window-2.csv': `always,height,colour,"note, quoted"\n${turned.join('\n')}\n` });
    const { contenders } = await judgeFolder(folder, quietly);
    expect(contenders[0]).toMatchObject({ found: 3, missed: 0, falseAlarms: 0 });
  });

  it('is what --data prints as one object', async () => {
    put(good);
    const lines: string[] = [];
    const code = await runStudy(['verdicts', '--json', '--data', folder], {
      out: (text) => lines.push(text),
      err: quietly,
    });
    expect(code).toBe(0);
    expect(JSON.parse(lines.join(''))).toMatchObject({
      contenders: [{ name: 'gyre', precision: 1, recall: 1 }, {}, {}, {}],
    });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['no window', { 'window-1.csv': '', 'window-2.csv': '', 'window-10.csv': '' }, /add a window-1\.csv/],
    ['no truth', { 'truth.json': '' }, /add truth\.json/],
    ['no baseline', { 'baseline.csv': '' }, /add baseline\.csv/],
    ['a truth that is no JSON', { 'truth.json': '{' }, /write it as/],
    ['a truth of another shape', { 'truth.json': '{"window-1": "height"}' }, /write it as/],
    [
      'a window that the truth does not tell',
      { 'truth.json': '{"window-1": [], "window-2": []}' },
      /every window once/,
    ],
    ['a truth of a window without file', { 'window-10.csv': '' }, /every window once/],
    [
      'a truth that names no column',
      { 'truth.json': '{"window-1": ["weight"], "window-2": [], "window-10": []}' },
      /as the header of baseline\.csv/,
    ],
    [
      'a window without a column',
      { 'window-1.csv': 'height,colour,always\n1,red,1\n' },
      /columns of baseline\.csv/,
    ],
    ['a window with a column of its own', { 'window-1.csv': `x,${good['window-1.csv']}` }, /./],
    ['ragged rows', { 'window-1.csv': 'height,colour,"note, quoted",always\n1,red\n' }, /quote cells/],
    ['no rows', { 'window-1.csv': 'height,colour,"note, quoted",always\n' }, /below its header/],
    ['a column twice', { 'baseline.csv': 'height,height\n1,2\n' }, /a name of its own/],
    ['an open quote', { 'baseline.csv': 'height\n"1\n' }, /write it as CSV/],
  ])('tells how to mend %s', async (_, files, fix) => {
    put(good);
    for (const [name, text] of Object.entries(files)) {
      if (text === '') rmSync(join(folder, name));
      else put({ [name]: text });
    }
    const error: unknown = await judgeFolder(folder, quietly).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BadStudyDataError);
    expect((error as BadStudyDataError).facts.fix).toMatch(fix);
  });

  it('tells of a folder that is not there', async () => {
    await expect(judgeFolder(join(folder, 'nowhere'), quietly)).rejects.toThrow(BadStudyDataError);
  });
});
