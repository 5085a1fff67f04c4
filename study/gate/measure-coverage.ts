import { seededRandom } from '#core/random';
import { blockBootstrap, percentileInterval } from '#core/training/block-bootstrap';
import type { Interval } from '#core/training/bootstrap-comparison';
import { evaluateContenders } from '#core/training/evaluate-contenders';
import type { EvaluationTable } from '#core/training/evaluation-table';
import { CHAMPION, type Dependence, drawContest, type World } from './worlds.ts';

/** How often 95 % intervals hold the true value, in contests of so many days. */
export interface Coverage {
  readonly metric: World['metric'];
  readonly dependence: Dependence;
  readonly blocks: number;
  readonly contests: number;
  /** Of the difference to the champion, which the gate decides by: corrected, and bare percentiles of the same draws. */
  readonly difference: number;
  readonly percentiles: number;
  /** Of the candidate's own metric, which the contest promises. */
  readonly own: number;
}

export interface CoveragePlan {
  readonly contests: Readonly<Record<'few' | 'many', number>>;
  readonly blocks: readonly number[];
}

const ROWS_A_BLOCK = 40;
/** Percentiles of so many draws differ from those of all by less than what contests differ by. */
const DRAWS = 1000;
const MANY = 60;
const CANDIDATE = { rmse: 9.8, auc: 0.76 } as const;

export function measureCoverage({ contests, blocks }: CoveragePlan, seed: string): readonly Coverage[] {
  return (['rmse', 'auc'] as const).flatMap((metric) =>
    (['days', 'independent'] as const).flatMap((dependence) =>
      blocks.map((count) =>
        coverageOf(
          { metric, dependence, blocks: count, rows: count * ROWS_A_BLOCK, candidate: CANDIDATE[metric] },
          contests[count < MANY ? 'few' : 'many'],
          seed,
        ),
      ),
    ),
  );
}

function coverageOf(world: World, contests: number, seed: string): Coverage {
  const { metric, dependence, blocks, candidate } = world;
  let [difference, percentiles, own] = [0, 0, 0];
  for (let contest = 0; contest < contests; contest += 1) {
    const name = `${seed} coverage ${metric} ${dependence} ${blocks} ${contest}`;
    const table = drawContest(world, name);
    const { contenders } = evaluateContenders(table, {
      ...{ problem: metric === 'auc' ? ('binary' as const) : ('regression' as const), metric, draws: DRAWS },
      ...{ seed: name, naive: 0, champion: 'champion', scoringSeconds: {} },
    });
    const shown = contenders.find(({ contender }) => contender === 'candidate');
    if (holds(shown?.difference, candidate - CHAMPION[metric])) difference += 1;
    if (holds(barePercentiles(table, metric, name), candidate - CHAMPION[metric])) percentiles += 1;
    if (holds(shown?.primary, candidate)) own += 1;
  }
  return {
    ...{ metric, dependence, blocks, contests },
    ...{ difference: difference / contests, percentiles: percentiles / contests, own: own / contests },
  };
}

function holds(
  interval: { readonly low: number; readonly high: number } | undefined,
  truth: number,
): boolean {
  return interval !== undefined && interval.low <= truth && truth <= interval.high;
}

/** The same draws without correction. */
function barePercentiles(table: EvaluationTable, metric: World['metric'], seed: string): Interval {
  const drawn = blockBootstrap(table, metric, DRAWS, seededRandom(seed));
  const champion = drawn.get('champion') ?? new Float64Array();
  const differences = drawn.get('candidate')?.map((value, draw) => value - (champion[draw] ?? Number.NaN));
  return percentileInterval(differences ?? new Float64Array(), 0.95);
}
