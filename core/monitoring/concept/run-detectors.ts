import type { Problem } from '../../config/problem.ts';
import { adwin, ADWIN_START, type AdwinState } from '../online/adwin.ts';
import { ddm, DDM_START, type DdmState } from '../online/ddm.ts';
import { eddm, EDDM_START, type EddmState } from '../online/eddm.ts';
import { kswin, KSWIN_START, type KswinState } from '../online/kswin.ts';
import { pageHinkley, PAGE_HINKLEY_START, type PageHinkleyState } from '../online/page-hinkley.ts';
import type { Zone } from '../online/zone.ts';
import type { ConceptSection } from '../sections/concept.ts';
import { type ErrorStream, errorScale, errorStream } from './error-stream.ts';
import { quietLevel } from './quiet-level.ts';
import type { ScoredRows } from './scored-rows.ts';

export type DetectorResult = ConceptSection['detectors'][number];

/** A detector with its settings, the most sensitive first. */
interface Ladder<State, Setting> {
  readonly detector: DetectorResult['detector'];
  readonly settings: readonly Setting[];
  readonly start: State;
  readonly step: (state: State, stream: ErrorStream, at: number, setting: Setting) => State;
  /** Did errors grow at this drift? Default: yes. */
  readonly isRise?: (before: State, after: State) => boolean;
}

/** Values of both streams together: some fifteen milliseconds for all detectors. */
const MOST_VALUES = 5000;
const MOST_PER_BLOCK = 100;
/** The one that sorts its window gets fewer. */
const KSWIN_PER_BLOCK = 40;
const KSWIN_BLOCKS = { window: 8, recent: 3 };
const LEAST_VALUES = 100;

/**
 * Five detectors over the errors of the hold-out and then of the window, as if the one went on into the other; only
 * rises of the error count. Each has the setting at which the hold-out's own days are silent (quietLevel), and is not
 * applicable where there is none.
 *
 * They tell when an error rose; whether it did at all is told better by the means of the two (meanDifference), which
 * has an error rate. Of fortnights without a change 1 to 8 in a hundred make some detector speak, and up to 3 make two
 * speak, the more the further days lie apart by themselves.
 */
export function runDetectors(
  problem: Problem,
  holdout: ScoredRows,
  window: ScoredRows,
): readonly DetectorResult[] {
  const scale = errorScale(problem, holdout);
  const blocks = holdout.blocks.length + window.blocks.length;
  const perBlock = Math.min(MOST_PER_BLOCK, Math.max(1, Math.floor(MOST_VALUES / blocks)));
  const streams = (mostPerBlock: number) =>
    [holdout, window].map((rows) => errorStream(scale, rows, { mostPerBlock, mostValues: MOST_VALUES })) as [
      ErrorStream,
      ErrorStream,
    ];
  const [before, now] = streams(perBlock);
  const [fewBefore, fewNow] = streams(Math.min(KSWIN_PER_BLOCK, perBlock));
  return [
    climb(pageHinkleyLadder(before), before, now),
    climb(DDM_LADDER, before, now),
    climb(EDDM_LADDER, before, now),
    climb(ADWIN_LADDER, before, now),
    climb(kswinLadder(fewNow, window.blocks.length), fewBefore, fewNow),
  ];
}

function climb<State extends { readonly zone: Zone }, Setting>(
  ladder: Ladder<State, Setting>,
  before: ErrorStream,
  now: ErrorStream,
): DetectorResult {
  const { detector, settings } = ladder;
  const none = { detector, status: 'not-applicable', since: null, rows: 0 } as const;
  const rows = now.isWrong.length;
  if (before.isWrong.length < LEAST_VALUES || rows === 0) return none;
  const level = quietLevel(settings.length, (candidate) => {
    const setting = settings[candidate];
    return setting !== undefined && follow(ladder, setting, before, ladder.start).first === undefined;
  });
  const setting = settings[level ?? -1];
  if (setting === undefined) return none;
  const { state } = follow(ladder, setting, before, ladder.start);
  const { first, last } = follow(ladder, setting, now, state);
  if (first !== undefined)
    return { detector, status: 'detected', since: now.blocks[first]?.slice(0, 10) ?? null, rows };
  return { detector, status: last === 'warning' ? 'warning' : 'stable', since: null, rows };
}

/** Goes through a stream: the state after it, where a rise was said first, and the zone at its end. */
function follow<State extends { readonly zone: Zone }, Setting>(
  { step, isRise = () => true }: Ladder<State, Setting>,
  setting: Setting,
  stream: ErrorStream,
  start: State,
): { readonly state: State; readonly first: number | undefined; readonly last: Zone } {
  let state = start;
  let first: number | undefined;
  for (let at = 0; at < stream.isWrong.length; at += 1) {
    const next = step(state, stream, at, setting);
    if (next.zone === 'drift' && first === undefined && isRise(state, next)) first = at;
    state = next;
  }
  return { state, first, last: state.zone };
}

const errorAt = ({ errors }: ErrorStream, at: number) => errors[at] ?? 0;
const isWrongAt = ({ isWrong }: ErrorStream, at: number) => isWrong[at] === true;

/** Half of a rise by a tenth is tolerated; thresholds double from 25 standard deviations on. */
function pageHinkleyLadder({ errors }: ErrorStream): Ladder<PageHinkleyState, number> {
  const mean = meanOf(errors);
  const deviation = Math.sqrt(meanOf(errors.map((error) => (error - mean) ** 2)));
  return {
    detector: 'page-hinkley',
    settings: Array.from({ length: 9 }, (_, level) => 25 * 2 ** level * deviation),
    start: PAGE_HINKLEY_START,
    step: (state, stream, at, threshold) =>
      pageHinkley(state, errorAt(stream, at), { threshold, tolerance: 0.05 * mean, watch: 'up' }),
  };
}

const DDM_LADDER: Ladder<DdmState, number> = {
  detector: 'ddm',
  settings: [3, 4.5, 7, 10, 15, 22, 33],
  start: DDM_START,
  step: (state, stream, at, drift) => ddm(state, isWrongAt(stream, at), { drift, warning: (2 / 3) * drift }),
};

const EDDM_LADDER: Ladder<EddmState, number> = {
  detector: 'eddm',
  settings: [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3],
  start: EDDM_START,
  step: (state, stream, at, drift) => eddm(state, isWrongAt(stream, at), { drift, warning: drift + 0.05 }),
};

/** From setting to setting the logarithm in its bound about doubles, the bound grows by 1.4. */
const ADWIN_LADDER: Ladder<AdwinState, number> = {
  detector: 'adwin',
  settings: [2e-3, 1e-6, 1e-14, 1e-30, 1e-62, 1e-126, 1e-252],
  start: ADWIN_START,
  step: (state, stream, at, confidence) => adwin(state, errorAt(stream, at), { confidence }),
  isRise: (before, after) => after.mean > before.mean,
};

/** Three days against the five before them, once a day. */
function kswinLadder(stream: ErrorStream, blocks: number): Ladder<KswinState, number> {
  const perBlock = Math.max(1, Math.round(stream.errors.length / blocks));
  const windowValues = KSWIN_BLOCKS.window * perBlock;
  const recentValues = KSWIN_BLOCKS.recent * perBlock;
  return {
    detector: 'kswin',
    settings: [1e-4, 1e-6, 1e-9, 1e-14, 1e-21, 1e-32, 1e-48],
    start: KSWIN_START,
    step: (state, source, at, significance) =>
      kswin(state, errorAt(source, at), { windowValues, recentValues, significance, checkEvery: perBlock }),
    isRise: (before, after) => meanOf(after.window) > meanOf(before.window),
  };
}

function meanOf(values: readonly number[] | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
