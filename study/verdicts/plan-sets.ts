import { logUniform, seededDraws } from '../sampling/draws.ts';
import type { SetPlan } from './judge-set.ts';

export interface SetNumbers {
  /** Windows of SMALLEST to LARGEST rows, log-uniform. */
  readonly mixed: number;
  /** Windows of ORACLE_ROWS rows, with an oracle beside. */
  readonly oracle: number;
  /** Windows of as many rows, each. */
  readonly huge: readonly number[];
}

export const ORACLE_ROWS = 5_000;
const SMALLEST = 500;
const LARGEST = 50_000;
/** Training rows are as many as the window's, but not fewer than the one nor more than the other. */
const [LEAST_BASELINE, MOST_BASELINE] = [20_000, 200_000];

export const FULL: SetNumbers = { mixed: 400, oracle: 100, huge: new Array<number>(10).fill(1_000_000) };
export const SMALL: SetNumbers = { mixed: 24, oracle: 16, huge: [60_000] };

export function planSets({ mixed, oracle, huge }: SetNumbers, seed: string): readonly SetPlan[] {
  const sizes = seededDraws(`${seed} sizes`);
  const plan = (kind: string, index: number, rows: number): SetPlan => ({
    ...{ seed: `${seed} ${kind} ${index}`, rows, baselineRows: baselineRowsOf(rows) },
    hasOracle: kind === 'oracle',
  });
  return [
    ...Array.from({ length: mixed }, (_, index) =>
      plan('mixed', index, Math.round(logUniform(sizes, SMALLEST, LARGEST))),
    ),
    ...Array.from({ length: oracle }, (_, index) => plan('oracle', index, ORACLE_ROWS)),
    ...huge.map((rows, index) => plan('huge', index, rows)),
  ];
}

function baselineRowsOf(rows: number): number {
  return Math.min(MOST_BASELINE, Math.max(LEAST_BASELINE, rows));
}
