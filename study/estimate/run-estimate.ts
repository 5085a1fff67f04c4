import { atMost, type Bar } from '../report/table.ts';
import { type EstimateCase, SHARED, type StudiedMetric } from './estimate-case.ts';
import { flightsCases } from './flights-cases.ts';
import { type ScoredWindow, scoreCase } from './score-case.ts';
import { generatedCases } from './worlds.ts';

export interface EstimateRequest {
  /** Generated cases alone, of fewer rows. */
  readonly isSmall: boolean;
  readonly seed: string;
  /** Generated cases are drawn anew for each of these. Default: the seed above. */
  readonly seeds?: readonly string[];
  readonly onProgress: (line: string) => void;
}

/** Windows that are told of together: flights, or what one seed drew. */
export interface SetError {
  readonly set: string;
  readonly windows: number;
  /** Mean of |estimated - realised| / promised, as losses, over shared metrics, by contender. */
  readonly meanAbsoluteErrors: Readonly<Record<string, number>>;
}

export interface GroupError {
  readonly group: string;
  readonly metric: StudiedMetric;
  readonly windows: number;
  /** Mean of |estimated - realised| in the metric's own unit, by contender. */
  readonly meanAbsoluteErrors: Readonly<Record<string, number>>;
  /** Mean of |realised - promised|: how far quality went at all. */
  readonly moved: number;
  /** Share of windows whose realised metric lies in the interval of 95 %. */
  readonly insideShare: number;
  /** Mean of |from bins - from rows|, where the window is known by bins. */
  readonly binned?: number;
}

export interface EstimateResults {
  readonly study: 'estimate';
  readonly seed: string;
  readonly isSmall: boolean;
  readonly windows: number;
  readonly contenders: readonly EstimateContender[];
  readonly groups: readonly GroupError[];
  readonly sets: readonly SetError[];
  readonly scored: readonly ScoredWindow[];
  readonly bars: readonly Bar[];
}

export interface EstimateContender {
  readonly name: string;
  readonly method: string;
  /**
   * Of the ratio that quality is judged by, realised loss / promised loss, over the metrics that all contenders estimate:
   * a number for minutes and areas alike.
   */
  readonly meanAbsoluteError: number;
  readonly windows: number;
}

const METHODS: Readonly<Record<string, string>> = {
  gyre: 'CBPE in 250 bins, direct error estimation by a linear part and trees',
  promised: 'the value of the hold-out, as if nothing changed',
};
/** What an area or a loss may lie off because a window is known by bins. */
const MOST_BINNED = 0.003;
const SMALL = { holdoutRows: 6_000, windowRows: 2_000, windows: 4 };
const FULL = { holdoutRows: 20_000, windowRows: 5_000, windows: 12 };

/** Cases of the study, in the order of its tables. */
export async function estimateCases({
  isSmall,
  seed,
  seeds = [seed],
  onProgress,
}: EstimateRequest): Promise<readonly EstimateCase[]> {
  const generated = seeds.flatMap((own) => generatedCases(isSmall ? SMALL : FULL, own));
  return isSmall ? generated : [...(await flightsCases(onProgress)), ...generated];
}

export async function runEstimate(request: EstimateRequest): Promise<EstimateResults> {
  const cases = await estimateCases(request);
  return resultsOf(scoreCases(cases, request), request);
}

export function scoreCases(
  cases: readonly EstimateCase[],
  { seed, onProgress }: EstimateRequest,
): readonly ScoredWindow[] {
  return cases.flatMap((one) => {
    onProgress(one.name);
    return scoreCase(one, seed);
  });
}

export function resultsOf(
  scored: readonly ScoredWindow[],
  { seed, isSmall }: EstimateRequest,
  methods: Readonly<Record<string, string>> = {},
): EstimateResults {
  const keys = [...new Set(scored.map(({ group, metric }) => `${group}\n${metric}`))];
  const groups = keys.map((key) => groupError(scored.filter((one) => `${one.group}\n${one.metric}` === key)));
  const shared = scored.filter(({ metric }) => SHARED.includes(metric));
  const names = ['gyre', 'promised', ...Object.keys(methods)];
  const contenders = names.map((name) => ({
    ...{ name, method: METHODS[name] ?? methods[name] ?? '', windows: shared.length },
    meanAbsoluteError: mean(shared.map((one) => ratioError(one, name))),
  }));
  const sets = setErrors(shared, names);
  const bars = [
    ...barsOf(groups, isSmall ? 1 : 0.5),
    ...barsBeside([...sets, setError('all', shared, names)], names.slice(2)),
  ];
  return { study: 'estimate', seed, isSmall, windows: scored.length, contenders, groups, sets, scored, bars };
}

function setErrors(shared: readonly ScoredWindow[], names: readonly string[]): readonly SetError[] {
  const setOf = ({ seed }: ScoredWindow) => (seed === undefined ? 'flights' : `seed ${seed}`);
  const sets = [...new Set(shared.map(setOf))];
  return sets.map((set) =>
    setError(
      set,
      shared.filter((one) => setOf(one) === set),
      names,
    ),
  );
}

function setError(set: string, windows: readonly ScoredWindow[], names: readonly string[]): SetError {
  return {
    ...{ set, windows: windows.length },
    meanAbsoluteErrors: Object.fromEntries(
      names.map((name) => [name, mean(windows.map((one) => ratioError(one, name)))]),
    ),
  };
}

function groupError(scored: readonly ScoredWindow[]): GroupError {
  const [first] = scored;
  if (first === undefined) throw new TypeError('a group of no windows');
  const binned = scored.flatMap(({ fromRows, estimates }) =>
    fromRows === undefined ? [] : [Math.abs((estimates['gyre'] ?? Number.NaN) - fromRows)],
  );
  return {
    ...{ group: first.group, metric: first.metric, windows: scored.length },
    meanAbsoluteErrors: Object.fromEntries(
      Object.keys(first.estimates).map((name) => [
        name,
        mean(scored.map(({ estimates, realised }) => Math.abs((estimates[name] ?? Number.NaN) - realised))),
      ]),
    ),
    moved: mean(scored.map(({ realised, promised }) => Math.abs(realised - promised))),
    insideShare: mean(scored.map(({ isInside }) => (isInside ? 1 : 0))),
    ...(binned.length === 0 ? {} : { binned: mean(binned) }),
  };
}

/** How far off the ratio of losses is: an area counts by what it lacks to 1. */
function ratioError({ metric, estimates, realised, promised }: ScoredWindow, name: string): number {
  const lossOf = (value: number) => (metric === 'auc' ? 1 - value : value);
  return Math.abs(lossOf(estimates[name] ?? Number.NaN) - lossOf(realised)) / lossOf(promised);
}

/**
 * Where only the inputs move, an estimate has to see it; and bins must not cost what they are for.
 * @param mostShare what may be left of a move: small windows scatter as much as that themselves
 */
function barsOf(groups: readonly GroupError[], mostShare: number): readonly Bar[] {
  const followed = groups
    .filter(({ group }) => group.startsWith('covariate'))
    .map(({ group, metric, meanAbsoluteErrors, moved }) =>
      atMost(
        `${group}, ${metric}: error as a share of what quality moved`,
        (meanAbsoluteErrors['gyre'] ?? Number.NaN) / moved,
        mostShare,
      ),
    );
  const binned = groups.flatMap((group) => group.binned ?? []);
  return [...followed, atMost('bins instead of rows, worst group', Math.max(...binned), MOST_BINNED)];
}

/** No worse than a peer, on flights and on what each seed drew. */
function barsBeside(sets: readonly SetError[], peers: readonly string[]): readonly Bar[] {
  return peers.flatMap((peer) =>
    sets.map(({ set, windows, meanAbsoluteErrors }) =>
      atMost(
        `${set}, ${windows} shared windows: error beside ${peer}'s`,
        meanAbsoluteErrors['gyre'] ?? Number.NaN,
        Number((meanAbsoluteErrors[peer] ?? Number.NaN).toFixed(4)),
      ),
    ),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
