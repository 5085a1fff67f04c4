import { countCaptureFiles, type FileOptions } from '#adapters/capture-files/count-in-threads';
import { BAD_COLUMNS, type CaptureCounts } from '#core/engine/kernel/capture-counter';
import { captureBins } from '#core/monitoring/table/capture-bins';
import type { TableBaseline } from '#core/monitoring/table/table-baseline';
import { BadInputFileError, UnknownThingError } from '../errors.ts';
import { badRecordsText } from '../left-out-text.ts';

export interface CaptureFile {
  readonly path: string;
  readonly isPacked: boolean;
}

/** How captures are counted; results do not tell. */
export type Counting = Pick<FileOptions, 'withKernel' | 'leastBytesForThreads'>;

/** Calls that name another version are left out; `any`: none is. */
export type ModelVersionChoice = number | 'any';

export interface CaptureOrder extends Counting {
  /** Default: calls that name several are refused. */
  readonly modelVersion?: ModelVersionChoice;
}

const MOST_NAMED = 40;

/**
 * Counts files of captures in the bins of a baseline, all rows together, by the engine that counts bytes. Features stand
 * as in a captured row, those that are not compared among them: theirs are empty.
 * @throws BadInputFileError, UnknownThingError for the first file that cannot be used
 */
export async function countCaptures(
  captures: readonly CaptureFile[],
  baseline: TableBaseline,
  { modelVersion, ...counting }: CaptureOrder,
): Promise<CaptureCounts> {
  const paths = captures.map(({ path }) => path);
  const { files, failure, counts } = await countCaptureFiles(paths, {
    ...optionsFor(baseline, modelVersion),
    ...counting,
  });
  if (modelVersion === undefined) checkVersions(paths, counts.modelVersions);
  files.forEach(({ rows, badRecords }, at) => {
    // A file may be one of another version as a whole.
    const isOfOthers = badRecords.has('other-version') && !badRecords.has(BAD_COLUMNS);
    if (rows > 0 || badRecords.size === 0 || isOfOthers) return;
    throw new BadInputFileError('no row of the file can be compared', {
      ...{ where: paths[at] ?? '', received: badRecordsText(badRecords) },
      allowed: `capture records with rows of ${baseline.inputs.length} features`,
      fix: 'leave out of the baseline what the model does not get, such as its label: --ignore label',
    });
  });
  if (failure !== undefined) throw unreadable(captures[files.length], failure);
  return counts;
}

function optionsFor(baseline: TableBaseline, modelVersion: ModelVersionChoice | undefined): FileOptions {
  const { inputs, isNamed } = baseline;
  return {
    ...captureBins(baseline),
    ...{ bucket: 'all', withQuantiles: false },
    ...(isNamed ? { names: inputs } : {}),
    terms: {
      ...(isNamed ? { features: inputs } : {}),
      ...(typeof modelVersion === 'number' ? { version: modelVersion } : {}),
    },
  };
}

/** @throws BadInputFileError when calls name more than one */
function checkVersions(paths: readonly string[], named: ReadonlySet<number>): void {
  if (named.size < 2) return;
  const versions = [...named].sort((a, b) => a - b);
  throw new BadInputFileError('the captures are of several model versions', {
    where: listed(paths),
    received: `versions ${listed(versions)}`,
    allowed: 'captured calls that one version answered',
    fix: `choose one with --model-version ${versions.at(-1) ?? 1}, or compare all together with --model-version any`,
  });
}

function listed(all: readonly (string | number)[]): string {
  const more = all.length - MOST_NAMED;
  return [...all.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function unreadable(file: CaptureFile | undefined, cause: Error): Error {
  const where = file?.path ?? '';
  if (file?.isPacked === true)
    return new BadInputFileError(
      'the packed file is damaged',
      { where, fix: 'fetch the file again, or leave it out' },
      { cause },
    );
  return new UnknownThingError(
    'the file cannot be read',
    { where, fix: 'name a file that can be read' },
    { cause },
  );
}
