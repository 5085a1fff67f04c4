/** `gyre drift files`: rows in files against rows in a file, without cloud and configuration. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { byUrgency } from '#core/monitoring/report/verdict-sentence';
import { effectText } from '#core/monitoring/effect-text';
import type { TablePolicy } from '#core/monitoring/table/table-policy';
import type { FeatureVerdict } from '#core/monitoring/window-report';
import { BadInputFileError, UnknownThingError } from '../errors.ts';
import { badRecordsText, leftOutText } from '../left-out-text.ts';
import type { Paper } from '../output.ts';
import { cleanText } from '../table.ts';
import type { Counting, ModelVersionChoice } from './captured-window.ts';
import { readBaseline } from './file-baseline.ts';
import { WindowReader } from './file-window.ts';
import { filesPage } from './files-page.ts';
import { type FilesVerdict, judgeFiles } from './judge-files.ts';
import { listFiles } from './open-file.ts';
import type { Tell } from './read-progress.ts';

export interface DriftFilesOrder {
  readonly paths: readonly string[];
  readonly baseline: string;
  readonly hasHeader: boolean;
  readonly time?: string;
  readonly ignored: readonly string[];
  readonly prediction?: string;
  /** Of captures of several versions. Default: those are refused. */
  readonly modelVersion?: ModelVersionChoice;
  readonly policy: TablePolicy;
  /** Default: captures are counted as fast as the machine can. */
  readonly counting?: Counting;
  /** Where the page goes. Default: nowhere. */
  readonly page?: string;
  readonly asOf: Date;
  readonly warn: (line: string) => void;
  /** Default: nobody waits. */
  readonly tell?: Tell;
}

/** @throws UnknownThingError, BadInputFileError, and what the reader of a profile throws */
export async function driftOfFiles(order: DriftFilesOrder): Promise<FilesVerdict> {
  const { paths, hasHeader, time, ignored, prediction, modelVersion, policy, counting, page, asOf } = order;
  const warn = (line: string) => order.warn(cleanText(line));
  const tell = order.tell ?? (() => undefined);
  const header = hasHeader ? 'auto' : 'no';
  const [path = order.baseline] = listFiles([order.baseline]);
  const files = listFiles(paths);
  const baseline = await readBaseline({
    ...{ path, header, ignored, tell },
    ...(time === undefined ? {} : { time }),
    ...(prediction === undefined ? {} : { prediction }),
  });
  for (const note of baseline.notes) warn(note);
  if (files.some((file) => resolve(file) === resolve(path)))
    warn(
      `${path} is the baseline itself: its own values are all known, which looks like a change where they are rare`,
    );
  const captures = { ...counting, ...(modelVersion === undefined ? {} : { modelVersion }) };
  const reader = new WindowReader(baseline, header, captures, tell);
  for (const file of files) await reader.add(file);
  const window = await reader.finish();
  if (window.sketch.coverage.rows === 0) throw withoutRows(files, window.sketch.coverage.badRecords);
  if (window.absent.size > 0) warn(`not in the files, so not compared: ${[...window.absent].join(', ')}`);
  const verdict = judgeFiles(files, { baseline, window, policy });
  if (verdict.status === 'inconclusive')
    warn(`no verdict: ${verdict.reason}; --minimum-rows says how many are enough`);
  if (page !== undefined) writePage(page, filesPage(verdict, { asOf, options: optionsOf(order) }));
  return verdict;
}

export function drawFilesVerdict(verdict: FilesVerdict, paper: Paper): string {
  const { status, reason, window, baseline, coverage, features, prediction } = verdict;
  const calibrated =
    baseline.days === 0 ? 'not calibrated' : `calibrated on ${baseline.days} days for ${window.days}`;
  const head = `${paper.heading(status)}: ${cleanText(reason)}`;
  const basis = cleanText(
    `${window.rows} rows of ${window.files.length === 1 ? (window.files[0] ?? '') : `${window.files.length} files`} against ${baseline.rows} of ${baseline.file}; thresholds ${calibrated}; ${leftOutText(coverage)}`,
  );
  const worst = byUrgency(features);
  const share = (value: number) => `${(100 * value).toFixed(1)} %`;
  const table = paper.table<FeatureVerdict>(
    [
      { title: 'COLUMN', value: (own) => own.feature },
      { title: 'VERDICT', value: (own) => own.status },
      { title: 'PSI', value: (own) => own.psi.toFixed(3) },
      { title: 'THRESHOLD', value: (own) => own.threshold.toFixed(3) },
      { title: 'WENT', value: (own) => own.direction },
      { title: 'MOST TELLING', value: tellingOf },
      {
        title: 'MISSING',
        value: (own) => `${share(own.missingShareBefore)} -> ${share(own.missingShareNow)}`,
      },
    ],
    prediction === undefined ? worst : [...worst, prediction],
  );
  return features.length === 0 ? [head, basis].join('\n\n') : [head, basis, table].join('\n\n');
}

function withoutRows(files: readonly string[], badRecords: ReadonlyMap<string, number>): Error {
  const isOfOthers = badRecords.has('other-version');
  return new BadInputFileError('the files hold no row', {
    where: files.join(', '),
    ...(badRecords.size === 0 ? {} : { received: badRecordsText(badRecords) }),
    allowed: `rows of a table, or captured live calls${isOfOthers ? ' of the version' : ''}`,
    fix: isOfOthers
      ? 'choose another version, or compare all together with --model-version any'
      : 'name files with rows',
  });
}

function tellingOf({ test, effect, unit, withoutTest }: FeatureVerdict): string {
  if (withoutTest !== undefined) return `not tested: ${withoutTest}`;
  return `${test} ${effectText(effect, unit)}`.trim();
}

/** The options that give the same verdict again. */
function optionsOf(order: DriftFilesOrder): readonly string[] {
  const { hasHeader, time, ignored, prediction, modelVersion, policy } = order;
  return [
    ...(hasHeader ? [] : ['--no-header']),
    ...(time === undefined ? [] : ['--time', time]),
    ...(ignored.length === 0 ? [] : ['--ignore', ignored.join(',')]),
    ...(prediction === undefined ? [] : ['--prediction', prediction]),
    ...(modelVersion === undefined ? [] : ['--model-version', String(modelVersion)]),
    ...['--minimum-rows', String(policy.minimumRows)],
    ...['--minimum-threshold', String(policy.minimumThreshold)],
  ];
}

/** @throws UnknownThingError when it cannot be written */
function writePage(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UnknownThingError(
      'the report cannot be written',
      { where: path, fix: 'name a file in a folder that exists: --report drift.html' },
      { cause: error },
    );
  }
}
