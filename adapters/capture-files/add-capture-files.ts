import type { CaptureCounter } from '#core/engine/kernel/capture-counter';
import { addCoverage, type WindowCoverage } from '#core/engine/sketch/window-sketch';
import { addCaptureFile } from './add-capture-file.ts';
import type { FilePiece } from './file-pieces.ts';

/** What came of one file; calls that files before it had as well are no rows of it. */
export type FileCoverage = Omit<WindowCoverage, 'badRecords'> & {
  readonly badRecords: ReadonlyMap<string, number>;
};

export interface AddedFiles {
  /** By the place of the file. */
  readonly files: ReadonlyMap<number, FileCoverage>;
  /** The first file that could not be read to its end, and why. Pieces behind it were not begun. */
  readonly failure?: { readonly file: number; readonly error: Error };
}

const NONE: ReadonlyMap<string, number> = new Map();

/** Counts pieces of files one after the other, so that event ids are compared across all of them. */
export async function addCaptureFiles(
  counter: CaptureCounter,
  pieces: Iterable<FilePiece>,
): Promise<AddedFiles> {
  const files = new Map<number, FileCoverage>();
  let before = counter.coverage();
  for (const piece of pieces) {
    const { file, path } = piece;
    try {
      await addCaptureFile(counter, path, piece);
    } catch (error) {
      return { files, failure: { file, error: error instanceof Error ? error : new Error(String(error)) } };
    }
    const now = counter.coverage();
    files.set(file, joinedFile(files.get(file), between(before, now)));
    before = now;
  }
  return { files };
}

/** What two threads made of the same files, pieces of which both may have had. */
export function joinedFiles(one: AddedFiles, other: AddedFiles): AddedFiles {
  const files = new Map(one.files);
  for (const [place, file] of other.files) files.set(place, joinedFile(files.get(place), file));
  const [failure] = [one.failure, other.failure]
    .filter((failure) => failure !== undefined)
    .toSorted((a, b) => a.file - b.file);
  return { files, ...(failure === undefined ? {} : { failure }) };
}

function joinedFile(one: FileCoverage | undefined, other: FileCoverage): FileCoverage {
  if (one === undefined) return other;
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
