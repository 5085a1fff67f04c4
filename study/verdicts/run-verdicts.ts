import { type Bar, atLeast, atMost } from '../report/table.ts';
import { CONTENDERS } from './contenders.ts';
import { FAMILIES, type FamilyName } from './families.ts';
import { type JudgedFeature, judgeSet } from './judge-set.ts';
import { FULL, ORACLE_ROWS, planSets, SMALL } from './plan-sets.ts';
import { countQuietAlarms, type QuietCount } from './quiet-days.ts';
import { falseAlarmRate, precisionOf, recallOf, type Tally, tallyOf } from './tally.ts';

export interface VerdictRequest {
  readonly isSmall: boolean;
  readonly seed: string;
  readonly onProgress: (line: string) => void;
}

/** How well one contender said what changed. */
export interface Score extends Tally {
  readonly precision: number;
  readonly recall: number;
  readonly falseAlarmRate: number;
}

export interface ScoredContender extends Score {
  readonly name: string;
  readonly method: string;
  /** Recall by kind of change. */
  readonly byFamily: Readonly<Partial<Record<FamilyName, number>>>;
}

export interface SizeScores {
  readonly rows: string;
  readonly windows: number;
  readonly scores: Readonly<Record<string, Score>>;
}

export interface VerdictResults {
  readonly study: 'verdicts';
  readonly seed: string;
  readonly isSmall: boolean;
  readonly sets: number;
  readonly features: number;
  /** On windows of LARGE rows and more. */
  readonly contenders: readonly ScoredContender[];
  readonly largeWindows: number;
  readonly bySize: readonly SizeScores[];
  /** On windows of ORACLE_ROWS rows. */
  readonly oracle: {
    readonly rows: number;
    readonly windows: number;
    readonly gyre: ScoredContender;
    readonly oracle: ScoredContender;
  };
  readonly quiet: readonly QuietCount[];
  readonly bars: readonly Bar[];
}

export const LARGE = 20_000;
const SIZES: readonly (readonly [from: number, to: number, rows: string])[] = [
  [500, 2_000, '500 to 2,000'],
  [2_000, 5_000, '2,000 to 5,000'],
  [5_000, LARGE, '5,000 to 20,000'],
  [LARGE, 50_001, '20,000 to 50,000'],
  [50_001, Number.POSITIVE_INFINITY, 'more'],
];

export function runVerdicts({ isSmall, seed, onProgress }: VerdictRequest): VerdictResults {
  const plans = planSets(isSmall ? SMALL : FULL, seed);
  const judged = plans.map((plan, index) => {
    if (index % 50 === 0) onProgress(`${index} of ${plans.length} sets`);
    return judgeSet(plan);
  });
  onProgress('windows without change');
  const quiet = countQuietAlarms(isSmall ? { models: 5, windows: 3 } : { models: 100, windows: 4 }, seed);
  const all = judged.flat();
  const large = all.filter(({ rows }) => rows >= LARGE);
  const besideOracle = all.filter(({ said }) => said['oracle'] !== undefined);
  const contenders = CONTENDERS.map(({ name, method }) => scoreContender(large, name, method));
  const oracle = {
    ...{ rows: ORACLE_ROWS, windows: plans.filter(({ hasOracle }) => hasOracle).length },
    gyre: scoreContender(besideOracle, 'gyre', CONTENDERS[0]?.method ?? ''),
    oracle: scoreContender(besideOracle, 'oracle', 'the best test of the very change, on the values'),
  };
  return {
    ...{ study: 'verdicts', seed, isSmall, sets: plans.length, features: all.length },
    ...{ contenders, largeWindows: plans.filter(({ rows }) => rows >= LARGE).length },
    bySize: sizesOf(judged),
    oracle,
    quiet,
    bars: barsOf(contenders, oracle, quiet),
  };
}

export function scoreOf(features: readonly JudgedFeature[], name: string): Score {
  const tally = tallyOf(features.map(({ isChanged, said }) => ({ isChanged, said: said[name] ?? false })));
  return {
    ...tally,
    ...{ precision: precisionOf(tally), recall: recallOf(tally), falseAlarmRate: falseAlarmRate(tally) },
  };
}

export function scoreContender(
  features: readonly JudgedFeature[],
  name: string,
  method: string,
): ScoredContender {
  const recalls = FAMILIES.flatMap((family) => {
    const own = features.filter((one) => one.family === family.name && one.isChanged);
    return own.length === 0 ? [] : [[family.name, scoreOf(own, name).recall] as const];
  });
  return { name, method, ...scoreOf(features, name), byFamily: Object.fromEntries(recalls) };
}

function sizesOf(judged: readonly (readonly JudgedFeature[])[]): readonly SizeScores[] {
  return SIZES.flatMap(([from, to, rows]) => {
    const own = judged.filter(([first]) => first !== undefined && first.rows >= from && first.rows < to);
    if (own.length === 0) return [];
    const scores = CONTENDERS.map(({ name }) => [name, scoreOf(own.flat(), name)] as const);
    return [{ rows, windows: own.length, scores: Object.fromEntries(scores) }];
  });
}

function barsOf(
  contenders: readonly ScoredContender[],
  { gyre, oracle }: VerdictResults['oracle'],
  quiet: readonly QuietCount[],
): readonly Bar[] {
  const own = contenders.find(({ name }) => name === 'gyre');
  const drifted = quiet.find(({ name }) => name === 'gyre-drifted');
  const silent = 1 - (drifted?.windowsCalled ?? 0) / (drifted?.windows ?? 1);
  return [
    atLeast('precision of changed, 20,000 rows and more', own?.precision ?? 0, 0.95),
    atLeast('recall of changed, 20,000 rows and more', own?.recall ?? 0, 0.95),
    atMost('recall of the oracle less that of changed, 5,000 rows', oracle.recall - gyre.recall, 0.03),
    atLeast('precision of changed, 5,000 rows', gyre.precision, 0.95),
    atLeast('windows without change in which nothing drifted', silent, 0.99),
  ];
}
