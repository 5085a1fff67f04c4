import type { CaptureCounter } from '#core/engine/kernel/capture-counter';
import { addCoverage, type WindowCoverage } from '#core/engine/sketch/window-sketch';
import { addCaptureFile, type FileRange } from './add-capture-file.ts';

/** What came of one file; calls that files before it had as well are no rows of it. */
export type FileCoverage = Omit<WindowCoverage, 'badRecords'> & {
  readonly badRecords: ReadonlyMap<string, number>;
};

export interface AddedFiles {
  /** One a file, in their order, up to one that could not be read. */
  readonly files: readonly FileCoverage[];
  /** Why it could not be read to its end. Those behind it were not begun. */
  readonly failure?: Error;
}

const NONE: ReadonlyMap<string, number> = new Map();

/** Counts files one after the other, so that event ids are compared across all of them. */
export async function addCaptureFiles(
  counter: CaptureCounter,
  ranges: readonly FileRange[],
): Promise<AddedFiles> {
  const files: FileCoverage[] = [];
  let before = counter.coverage();
  for (const range of ranges) {
    try {
      await addCaptureFile(counter, range.path, range);
    } catch (error) {
      return { files, failure: error instanceof Error ? error : new Error(String(error)) };
    }
    const now = counter.coverage();
    files.push(between(before, now));
    before = now;
  }
  return { files };
}

/** The files of two parts of which the second begins within the last file of the first. */
export function joinedFiles(
  one: readonly FileCoverage[],
  other: readonly FileCoverage[],
): readonly FileCoverage[] {
  const [first, ...others] = other;
  const last = one.at(-1);
  if (first === undefined || last === undefined) return one.slice(0, -1);
  return [...one.slice(0, -1), joinedFile(last, first), ...others];
}

function joinedFile(one: FileCoverage, other: FileCoverage): FileCoverage {
  const joined = { ...one, badRecords: new Map(one.badRecords) };
  addCoverage(joined, other);
  return joined;
}

function between(before: WindowCoverage, now: WindowCoverage): FileCoverage {
  const bad = [...now.badRecords]
    .map(([reason, times]) => [reason, times - (before.badRecords.get(reason) ?? 0)] as const)
    .filter(([, times]) => times > 0);
  return {
    records: now.records - before.records,
    rows: now.rows - before.rows,
    duplicates: now.duplicates - before.duplicates,
    badRecords: bad.length === 0 ? NONE : new Map(bad),
  };
}
