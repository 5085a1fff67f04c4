import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { BadStudyDataError } from '../errors.ts';
import { type ComparedColumn, CONTENDERS } from '../verdicts/contenders.ts';
import { compare } from '../verdicts/judge-set.ts';
import { precisionOf, recallOf, type Saying, type Tally, tallyOf } from '../verdicts/tally.ts';
import { learnCode, readColumns } from './read-columns.ts';

export interface FolderContender extends Tally {
  readonly name: string;
  readonly method: string;
  readonly precision: number;
  readonly recall: number;
}

export interface FolderResults {
  readonly study: 'verdicts';
  readonly data: string;
  readonly features: number;
  readonly windows: readonly {
    readonly window: string;
    readonly rows: number;
    readonly truth: readonly string[];
    /** Features called changed, by contender. */
    readonly said: Readonly<Record<string, readonly string[]>>;
  }[];
  readonly contenders: readonly FolderContender[];
}

const truthSchema = z.record(z.string(), z.array(z.string()));
const LAYOUT =
  'baseline.csv, window-<name>.csv of the same columns, and truth.json: {"window-<name>": ["feature", ...]}';

/**
 * Judges every window of a folder against its baseline.
 * @throws BadStudyDataError when files are missing, do not fit each other, or the truth names what is not there
 */
export async function judgeFolder(
  folder: string,
  onProgress: (line: string) => void,
): Promise<FolderResults> {
  const names = windowNames(folder);
  const truth = readTruth(join(folder, 'truth.json'), names);
  onProgress('baseline');
  const path = join(folder, 'baseline.csv');
  const code = await learnCode(path);
  const known = [...code.keys()];
  for (const window of names) checkFeatures(window, truth[window] ?? [], known);
  const before = await readColumns(path, code, () => undefined);
  const windows: FolderResults['windows'][number][] = [];
  const sayings = CONTENDERS.map((): Saying[] => []);
  for (const window of names) {
    onProgress(window);
    const table = await readColumns(join(folder, `${window}.csv`), code, (own) => {
      checkColumns(`${window}.csv`, own, known);
    });
    const changed = truth[window] ?? [];
    const compared = [...before].map(([name, own]): ComparedColumn =>
      compare(name, own, table.get(name) ?? new Float64Array(0)),
    );
    const said = CONTENDERS.map(({ name, judge }, index) => {
      const verdicts = judge(compared);
      compared.forEach(({ column }, feature) =>
        sayings[index]?.push({ isChanged: changed.includes(column.name), said: verdicts[feature] ?? false }),
      );
      return [name, compared.filter((_, feature) => verdicts[feature]).map(({ column }) => column.name)];
    });
    const rows = [...table.values()][0]?.length ?? 0;
    windows.push({
      window,
      rows,
      truth: changed,
      said: Object.fromEntries(said) as Record<string, string[]>,
    });
  }
  const contenders = CONTENDERS.map(({ name, method }, index) => {
    const tally = tallyOf(sayings[index] ?? []);
    return { name, method, precision: precisionOf(tally), recall: recallOf(tally), ...tally };
  });
  return { study: 'verdicts', data: folder, features: known.length, windows, contenders };
}

/** In the order of their numbers. */
function windowNames(folder: string): readonly string[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const windows = files.flatMap((file) => /^(window-.+)\.csv$/.exec(file)?.[1] ?? []);
  const absent = ['baseline.csv', 'truth.json'].filter((file) => !files.includes(file));
  if (windows.length > 0 && absent.length === 0)
    return windows.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  throw new BadStudyDataError('a folder of data for the study is not complete', {
    where: folder,
    received: files.length === 0 ? 'no such folder, or an empty one' : files.slice(0, 8).join(', '),
    allowed: LAYOUT,
    fix: `add ${[...absent, ...(windows.length === 0 ? ['a window-1.csv'] : [])].join(' and ')}`,
  });
}

function readTruth(path: string, windows: readonly string[]): Readonly<Record<string, readonly string[]>> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    value = undefined;
  }
  const parsed = truthSchema.safeParse(value);
  const where = basename(path);
  if (!parsed.success) {
    throw new BadStudyDataError('the truth cannot be read', {
      ...{ where, received: parsed.error.issues[0]?.message ?? 'not JSON' },
      allowed: 'one list of changed features a window, empty for a window without change',
      fix: 'write it as {"window-1": ["feature", ...], "window-2": []}',
    });
  }
  const truth = Object.fromEntries(
    Object.entries(parsed.data).map(([name, features]) => [name.replace(/\.csv$/, ''), features]),
  );
  const untold = windows.filter((name) => !Object.hasOwn(truth, name));
  const unknown = Object.keys(truth).filter((name) => !windows.includes(name));
  if (untold.length + unknown.length === 0) return truth;
  throw new BadStudyDataError('the truth and the windows do not fit', {
    where,
    received: [
      ...untold.map((name) => `nothing of ${name}`),
      ...unknown.map((name) => `${name}, which has no file`),
    ].join(', '),
    allowed: windows.join(', '),
    fix: 'name every window once, by its file without .csv',
  });
}

function checkColumns(where: string, names: readonly string[], known: readonly string[]): void {
  const absent = known.filter((name) => !names.includes(name));
  const strange = names.filter((name) => !known.includes(name));
  if (absent.length + strange.length === 0) return;
  throw new BadStudyDataError('a window has other columns than the baseline', {
    where,
    received: [
      ...absent.map((name) => `no ${name}`),
      ...strange.map((name) => `${name}, which the baseline does not have`),
    ].join(', '),
    allowed: known.join(', '),
    fix: 'write the columns of baseline.csv into every window, in any order; leave a column of missing values empty',
  });
}

function checkFeatures(window: string, changed: readonly string[], known: readonly string[]): void {
  const unknown = changed.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new BadStudyDataError('the truth names a feature that the baseline does not have', {
    where: `truth.json, ${window}`,
    received: unknown.join(', '),
    allowed: known.join(', '),
    fix: 'name the columns as the header of baseline.csv does',
  });
}
