import { normalQuantile } from '#core/statistics/normal-quantile';
import { type EvaluationTable, indexBlocks } from '#core/training/evaluation-table';
import { type Draws, seededDraws } from '../sampling/draws.ts';

/** Rows of one day are alike, as weather and events make them, or not. */
export type Dependence = 'days' | 'independent';

/** What a contest is drawn from. */
export interface World {
  readonly metric: 'rmse' | 'auc';
  readonly dependence: Dependence;
  readonly blocks: number;
  readonly rows: number;
  /** Candidate's metric in truth; the champion's is CHAMPION. */
  readonly candidate: number;
}

/** RMSE in minutes, AUC. */
export const CHAMPION = { rmse: 10, auc: 0.75 } as const;

/** How much of a score or an error both contenders share. */
const SHARED = 0.5;
const POSITIVES = 0.25;
/** Of days: standard deviation of a common shift, of how hard a day is (logarithm), of a contender's own separation. */
const DAY = { shift: 0.2, hardness: 0.15, separation: 0.06, positives: 0.06 } as const;
const NO_DAY = { shift: 0, hardness: 0, separation: 0, positives: 0 } as const;

/** A hold-out with the scores of a champion and a candidate whose true metrics are known. */
export function drawContest(world: World, seed: string): EvaluationTable {
  const draws = seededDraws(seed);
  const days = Array.from({ length: world.rows }, (_, row) =>
    String(Math.floor((row * world.blocks) / world.rows)),
  );
  const blocks = indexBlocks(days);
  return {
    ...blocks,
    ...(world.metric === 'rmse' ? regression(world, blocks, draws) : binary(world, blocks, draws)),
  };
}

type Blocks = ReturnType<typeof indexBlocks>;
type Drawn = Pick<EvaluationTable, 'labels' | 'predictions'>;

/** Errors of variance 1 before they are scaled: a shift of the day and noise, larger on hard days for both contenders. */
function regression(world: World, { blockOfRow, blocks }: Blocks, { normal }: Draws): Drawn {
  const { shift, hardness } = world.dependence === 'days' ? DAY : NO_DAY;
  const noise = Math.sqrt(1 - shift * shift);
  const days = blocks.map(() => ({
    hard: Math.exp(hardness * normal() - hardness * hardness),
    shifts: [shift * normal(), shift * normal()],
  }));
  const [labels, champion, candidate] = columns(world.rows);
  blockOfRow.forEach((block, row) => {
    const { hard = 1, shifts: [first = 0, second = 0] = [] } = days[block] ?? {};
    const label = 120 + 40 * normal();
    const [one, other] = [hard * (first + noise * normal()), hard * (second + noise * normal())];
    labels[row] = label;
    champion[row] = label + CHAMPION.rmse * one;
    candidate[row] = label + world.candidate * (SHARED * one + Math.sqrt(1 - SHARED * SHARED) * other);
  });
  return {
    labels,
    predictions: new Map([
      ['champion', champion],
      ['candidate', candidate],
    ]),
  };
}

/** Scores of variance 1 in each class; positives lie above by a separation that varies from day to day. */
function binary(world: World, { blockOfRow, blocks }: Blocks, { normal, uniform }: Draws): Drawn {
  const { shift, separation, positives } = world.dependence === 'days' ? DAY : NO_DAY;
  const noise = Math.sqrt(1 - shift * shift);
  const spread = Math.sqrt(2 + separation * separation);
  const means = [CHAMPION.auc, world.candidate].map((auc) => spread * normalQuantile(auc));
  const days = blocks.map(() => ({
    positives: Math.min(0.9, Math.max(0.02, POSITIVES + positives * normal())),
    shift: shift * normal(),
    separations: means.map((mean) => mean + separation * normal()),
  }));
  const [labels, champion, candidate] = columns(world.rows);
  blockOfRow.forEach((block, row) => {
    const day = days[block];
    const label = uniform() < (day?.positives ?? 0) ? 1 : 0;
    const one = normal();
    const other = SHARED * one + Math.sqrt(1 - SHARED * SHARED) * normal();
    const score = (contender: number, own: number) =>
      probability((day?.separations[contender] ?? 0) * label + (day?.shift ?? 0) + noise * own);
    labels[row] = label;
    champion[row] = score(0, one);
    candidate[row] = score(1, other);
  });
  return {
    labels,
    predictions: new Map([
      ['champion', champion],
      ['candidate', candidate],
    ]),
  };
}

function columns(rows: number): readonly [Float64Array, Float64Array, Float64Array] {
  return [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
}

/** Any rising function to (0, 1) leaves the ranks as they are. */
function probability(score: number): number {
  return 1 / (1 + Math.exp(1.7 - score));
}
