import type { ContenderEvidence, ContestEvidence } from '#core/training/evaluate-contenders';
import type { GatePolicy } from '#core/training/gate';

export const POLICY: GatePolicy = {
  significance: 0.05,
  nonInferiorityPercent: 1,
  minimumHoldoutRows: 500,
  maximumScoringTimeFactor: 5,
};

export const CANDIDATE = 'c-0000000000000000';

interface Shown {
  /** RMSE on the hold-out. */
  readonly value: number;
  /** Contender - champion and its p-value; none for the champion itself and in a first contest. */
  readonly against?: readonly [value: number, low: number, high: number, pValue: number];
  readonly floorPValue?: number;
  readonly seconds?: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** What one contender showed in a contest about RMSE, everything in order unless said otherwise. */
export function shows(contender: string, shown: Shown): ContenderEvidence {
  const { value, against, floorPValue = 0.0002, seconds = 20 } = shown;
  const interval = { low: value - 0.5, high: value + 0.5 };
  const [difference = 0, low = 0, high = 0, pValue = 1] = against ?? [];
  return {
    contender,
    metrics: shown.metrics ?? { rmse: value, mae: value * 0.8, bias: 0.1 },
    primary: { value, ...interval },
    ...(against === undefined
      ? {}
      : { difference: { opponent: 'v3', value: difference, low, high, pValue } }),
    overNaive: { value: value - 90, low: -91, high: -89, pValue: floorPValue },
    scoringSeconds: seconds,
  };
}

export function contest(
  contenders: readonly ContenderEvidence[],
  more: Partial<ContestEvidence> = {},
): ContestEvidence {
  return {
    ...{ metric: 'rmse', rows: 27_000, blocks: 28, draws: 4000, seed: 'ct-1', naive: 150 },
    champion: 'v3',
    contenders,
    ...more,
  };
}
