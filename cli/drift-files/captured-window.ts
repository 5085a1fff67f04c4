import { countCaptureFiles, type FileOptions } from '#adapters/capture-files/count-in-threads';
import type { CaptureCounts } from '#core/engine/kernel/capture-counter';
import { captureBins } from '#core/monitoring/table/capture-bins';
import type { TableBaseline } from '#core/monitoring/table/table-baseline';
import { BadInputFileError, UnknownThingError } from '../errors.ts';

export interface CaptureFile {
  readonly path: string;
  readonly isPacked: boolean;
}

/** How captures are counted; results do not tell. */
export type Counting = Pick<FileOptions, 'withKernel' | 'leastBytesForThreads'>;

/**
 * Counts files of captures in the bins of a baseline, all rows together, by the engine that counts bytes. Features stand
 * as in a captured row, those that are not compared among them: theirs are empty.
 * @throws BadInputFileError, UnknownThingError for the first file that cannot be used
 */
export async function countCaptures(
  captures: readonly CaptureFile[],
  baseline: TableBaseline,
  counting: Counting = {},
): Promise<CaptureCounts> {
  const paths = captures.map(({ path }) => path);
  const { files, failure, counts } = await countCaptureFiles(paths, {
    ...optionsFor(baseline),
    ...counting,
  });
  files.forEach(({ rows, badRecords }, at) => {
    if (rows > 0 || badRecords.size === 0) return;
    const received = [...badRecords].map(([reason, times]) => `${times} ${reason}`).join(', ');
    throw new BadInputFileError('no row of the file can be compared', {
      ...{ where: paths[at] ?? '', received },
      allowed: `capture records with rows of ${baseline.inputs.length} features`,
      fix: 'leave out of the baseline what the model does not get, such as its label: --ignore label',
    });
  });
  if (failure !== undefined) throw unreadable(captures[files.length], failure);
  return counts;
}

function optionsFor(baseline: TableBaseline): FileOptions {
  const { inputs, isNamed } = baseline;
  return {
    ...captureBins(baseline),
    ...{ bucket: 'all', withQuantiles: false },
    ...(isNamed ? { names: inputs, terms: { features: inputs } } : {}),
  };
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
