import { atLeast, atMost, type Bar } from '../report/table.ts';
import { type Coverage, measureCoverage } from './measure-coverage.ts';
import { type Decisions, measureDecisions } from './measure-decisions.ts';

export interface GateRequest {
  readonly isSmall: boolean;
  readonly seed: string;
  readonly onProgress: (line: string) => void;
}

export interface GateResults {
  readonly study: 'gate';
  readonly seed: string;
  readonly isSmall: boolean;
  readonly rows: number;
  readonly decisions: readonly Decisions[];
  readonly coverage: readonly Coverage[];
  readonly bars: readonly Bar[];
}

const FULL = {
  decisions: { contests: 200, rows: 20_000, draws: 1000 },
  coverage: { contests: { few: 1500, many: 400 }, blocks: [14, 28, 90] },
} as const;
const SMALL = {
  decisions: { contests: 12, rows: 20_000, draws: 500 },
  coverage: { contests: { few: 120, many: 30 }, blocks: [14, 28] },
} as const;
/** What a truly worse candidate may pass, how far from the best test power may be, and where coverage must lie. */
const [MOST_PASSING, LARGEST_LOSS, LEAST_COVERAGE, MOST_COVERAGE] = [0.05, 0.1, 0.93, 0.97];

export function runGate({ isSmall, seed, onProgress }: GateRequest): GateResults {
  const plan = isSmall ? SMALL : FULL;
  const decisions = measureDecisions(plan.decisions, seed, onProgress);
  onProgress('coverage');
  const coverage = measureCoverage(plan.coverage, seed);
  const { rows } = plan.decisions;
  return {
    study: 'gate',
    seed,
    isSmall,
    rows,
    decisions,
    coverage,
    bars: barsOf(decisions, coverage, isSmall),
  };
}

function barsOf(
  decisions: readonly Decisions[],
  coverage: readonly Coverage[],
  isSmall: boolean,
): readonly Bar[] {
  const [worse, better] = [
    decisions.filter(({ truth }) => truth === 'worse'),
    decisions.filter(({ truth }) => truth === 'better'),
  ];
  // Few contests cannot hold a rate to its bar without three of their errors.
  const slack = (share: number, contests: number) =>
    isSmall ? 3 * Math.sqrt((share * (1 - share)) / contests) : 0;
  const contests = decisions[0]?.contests ?? 1;
  const passing = round(MOST_PASSING + slack(MOST_PASSING, contests));
  const loss = round(LARGEST_LOSS + slack(0.5, contests));
  const few = coverage[0]?.contests ?? 1;
  const margin = slack(0.95, few);
  return [
    atMost(
      'a worse candidate is promoted, worst case',
      Math.max(...worse.map(({ promoted }) => promoted)),
      passing,
    ),
    atMost(
      'a worse candidate passes as not worse, worst case',
      Math.max(...worse.map((one) => 1 - one.refused)),
      passing,
    ),
    atMost(
      'promotions of a better one lost to the best test, worst case',
      Math.max(...better.map(lostPower)),
      loss,
    ),
    ...[...new Set(coverage.map(({ blocks }) => blocks))].flatMap((blocks) => {
      const own = coverage.filter((one) => one.blocks === blocks).map(({ difference }) => difference);
      const [least, most] = [Math.min(...own), Math.max(...own)];
      return [
        atLeast(`coverage of differences with ${blocks} days, least`, least, round(LEAST_COVERAGE - margin)),
        atMost(
          `coverage of differences with ${blocks} days, most`,
          most,
          round(Math.min(1, MOST_COVERAGE + margin)),
        ),
      ];
    }),
  ];
}

function lostPower({ promoted, best, knowing }: Decisions): number {
  return Math.max(best?.promoted ?? 0, knowing) - promoted;
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
