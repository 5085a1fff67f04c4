import { type Draws, seededDraws } from '../sampling/draws.ts';
import type { EstimateCase } from './estimate-case.ts';

/** How many rows a generated case has. */
export interface WorldSize {
  readonly holdoutRows: number;
  readonly windowRows: number;
  readonly windows: number;
}

const FEATURES = 6;
const HOLDOUT_DAYS = 28;
const WINDOW_DAYS = 14;

/** What the world and its model make of a row; `drift` goes from 0 at the hold-out to 1 at the last window. */
interface World {
  readonly name: string;
  readonly problem: EstimateCase['problem'];
  /** Share of the inputs' shift. */
  readonly covariate: number;
  /** Share of what changes in the meaning of inputs. */
  readonly concept: number;
}

export const WORLDS: readonly World[] = [
  { name: 'covariate drift, binary', problem: 'binary', covariate: 1, concept: 0 },
  { name: 'covariate drift, regression', problem: 'regression', covariate: 1, concept: 0 },
  { name: 'concept drift, binary', problem: 'binary', covariate: 0, concept: 1 },
  { name: 'concept drift, regression', problem: 'regression', covariate: 0, concept: 1 },
];

/**
 * Generated cases. Covariate drift: the first two inputs move by 1.2 deviations until the last window, and rows become
 * harder. Concept drift: inputs stay, and what they mean turns away from what the model has learned. The binary model is
 * too sure of itself, as models are.
 */
export function generatedCases(size: WorldSize, seed: string): readonly EstimateCase[] {
  return WORLDS.map((world) => ({
    ...generate(world, size, seededDraws(`${seed} estimate ${world.name}`)),
    ...{ name: `${world.name}, seed ${seed}`, seed },
  }));
}

function generate(world: World, size: WorldSize, draws: Draws): Omit<EstimateCase, 'name' | 'seed'> {
  const rows = size.holdoutRows + size.windows * size.windowRows;
  const features = Array.from({ length: FEATURES }, () => new Float32Array(rows));
  const [predictions, labels] = [new Float64Array(rows), new Float64Array(rows)];
  const days = new Int32Array(rows);
  const windows = Array.from({ length: size.windows }, (_, index) => {
    const from = size.holdoutRows + index * size.windowRows;
    return { name: `window ${index + 1}`, from, to: from + size.windowRows };
  });
  const spans = [{ from: 0, to: size.holdoutRows }, ...windows];
  spans.forEach(({ from, to }, index) => {
    const drift = index / size.windows;
    for (let row = from; row < to; row += 1) {
      const place = (row - from) / (to - from);
      days[row] =
        index === 0
          ? Math.floor(place * HOLDOUT_DAYS)
          : HOLDOUT_DAYS + (index - 1) * WINDOW_DAYS + Math.floor(place * WINDOW_DAYS);
      const inputs = features.map((column, feature) => {
        const value = draws.normal() + (feature < 2 ? 1.2 * world.covariate * drift : 0);
        // Some values of the fourth input are missing.
        const known = feature === 3 && draws.uniform() < 0.1 ? Number.NaN : value;
        column[row] = known;
        return known;
      });
      const answer = world.problem === 'binary' ? binaryRow : regressionRow;
      const { prediction, label } = answer(inputs, world.concept * drift, draws);
      predictions[row] = prediction;
      labels[row] = label;
    }
  });
  return {
    ...{ group: world.name, problem: world.problem, rows, features, predictions, labels },
    ...{ days, holdoutRows: size.holdoutRows, windows },
  };
}

/** A true logit of four inputs, one of them turning its sign away; the model knows it as it was, and doubles it. */
function binaryRow(inputs: readonly number[], turned: number, { uniform }: Draws) {
  const [a = 0, b = 0, c = 0, d = 0] = inputs;
  const known = -1 + 0.8 * a - 0.6 * b * b + 0.7 * Math.sin(2 * c) + (Number.isNaN(d) ? 0.4 : 0.3 * d);
  const real = known - turned * 1.2 * a;
  return { prediction: logistic(1.6 * known + 0.3), label: uniform() < logistic(real) ? 1 : 0 };
}

/** Noise that grows with the first two inputs; later the real value leaves the model by a share of the third. */
function regressionRow(inputs: readonly number[], turned: number, { normal }: Draws) {
  const [a = 0, b = 0, c = 0, d = 0] = inputs;
  const known = 20 + 4 * a + 3 * b + 2 * c * c;
  const noise = 2 * Math.exp(0.45 * a + 0.2 * b) + (Number.isNaN(d) ? 2 : 0);
  return { prediction: known, label: known + turned * 3 * c + noise * normal() };
}

function logistic(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
