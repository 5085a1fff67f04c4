/**
 * P(Q >= x), where Q is a quadratic form in a Brownian bridge that is seen at the edges of bins only: the law to which
 * Cramér-von Mises and Anderson-Darling statistics tend on counts. Ties need no correction, since the bins are in it.
 *
 * Q = B' T B with B normal at the edges, Cov(B_i, B_j) = H_i (1 - H_j) for i <= j, H the cumulative shares, and T
 * tridiagonal and without negative eigenvalues. With D(z) = det(I - z Cov T),
 *
 *   P(Q >= x) = 1 / (2 pi i) integral of (D(2 s)^(-copies/2) - 1) e^(-s x) / s ds
 *
 * along a parabola that opens to the right around the singularities at s >= s0, where D(2 s0) = 0 first. The inverse
 * of Cov is tridiagonal too, so that D costs one pass over the bins; 32 points give 1e-9 of the tail, checked from 1
 * to 1e-280. Many bins of equal share give the classical laws.
 *
 * @param x >= 0
 * @example bridgeFormSurvival(0, { shares: [0.5, 0.5], diagonal: [1], offDiagonal: [], copies: 1 }) // 1
 * @see Anderson and Darling (1952), Asymptotic theory of certain goodness of fit criteria; the contour is that of
 *   Weideman and Trefethen (2007), Parabolic and hyperbolic contours for computing the Bromwich integral
 */
export function bridgeFormSurvival(x: number, form: BridgeForm): number {
  if (!(x >= 0)) throw new RangeError(`${x} is not 0 or more`);
  if (x === 0) return 1;
  const first = firstSingularity(form);
  let sum = 0;
  for (let k = 1; k < POINTS; k += 2) {
    const angle = (k * Math.PI) / POINTS;
    const zeta: Complex = [POINTS * (0.1309 - 0.1194 * angle * angle), POINTS * 0.25 * angle];
    const slope: Complex = [-POINTS * 0.2388 * angle, POINTS * 0.25];
    const s: Complex = [first - zeta[0] / x, -zeta[1] / x];
    const power = logDeterminant(form, [2 * s[0], 2 * s[1]]).map((part) => (-form.copies / 2) * part);
    const [logSize = 0, phase = 0] = power;
    const size = Math.exp(logSize);
    const generating: Complex = [size * Math.cos(phase) - 1, size * Math.sin(phase)];
    const growth = Math.exp(zeta[0]);
    const kernel: Complex = [growth * Math.cos(zeta[1]), growth * Math.sin(zeta[1])];
    sum += multiply(divide(multiply(generating, kernel), s), slope)[1];
  }
  const tail = ((2 / POINTS) * sum * Math.exp(-first * x)) / x;
  return Math.min(1, Math.max(0, tail));
}

export interface BridgeForm {
  /** Share of each bin, each > 0, summing to 1; at least two. */
  readonly shares: readonly number[];
  /** T's diagonal, one entry an edge between bins. */
  readonly diagonal: readonly number[];
  /** T's entries between an edge and the one before it, from the second edge on. */
  readonly offDiagonal: readonly number[];
  /** So many independent forms are summed: samples less one. */
  readonly copies: number;
}

type Complex = readonly [re: number, im: number];

const POINTS = 32;

/** The smallest s at which D(2 s) is 0: below it, and only there, all pivots are positive. */
function firstSingularity(form: BridgeForm): number {
  const trace = traceOf(form);
  let [below, above] = [0.5 / trace, (0.5 * form.diagonal.length) / trace];
  if (form.diagonal.length === 1) return below;
  for (let step = 0; step < 200; step += 1) {
    const middle = below + (above - below) / 2;
    if (middle <= below || middle >= above) break;
    if (pivotsArePositive(form, 2 * middle)) below = middle;
    else above = middle;
  }
  return below;
}

function traceOf({ shares, diagonal, offDiagonal }: BridgeForm): number {
  let [before, cumulative, trace] = [0, 0, 0];
  diagonal.forEach((weight, edge) => {
    before = cumulative;
    cumulative += shares[edge] ?? 0;
    trace +=
      (weight * cumulative + 2 * (edge === 0 ? 0 : (offDiagonal[edge - 1] ?? 0)) * before) * (1 - cumulative);
  });
  return trace;
}

function pivotsArePositive({ shares, diagonal, offDiagonal }: BridgeForm, z: number): boolean {
  let rest = 0;
  for (let edge = 0; edge < diagonal.length; edge += 1) {
    const share = shares[edge] ?? 0;
    const off = z * (edge === 0 ? 0 : (offDiagonal[edge - 1] ?? 0));
    const carried = edge === 0 ? 1 / share : (rest - 2 * off - share * off * off) / (1 + share * rest);
    rest = carried - z * (diagonal[edge] ?? 0);
    if (!(1 + (shares[edge + 1] ?? 0) * rest > 0)) return false;
  }
  return true;
}

/**
 * ln D(z) by elimination of inverse(Cov) - z T from the first edge on. A pivot is (1 + h r) / h with h the share of
 * the bin after its edge; following r instead of the pivot leaves no large number to cancel. For z off the real axis
 * all pivots lie on one side of it, so that the sum of principal logarithms is the branch that is 0 at z = 0.
 */
function logDeterminant({ shares, diagonal, offDiagonal }: BridgeForm, z: Complex): Complex {
  let [logSize, phase] = [Math.log(shares[0] ?? 1), 0];
  let rest: Complex = [0, 0];
  for (let edge = 0; edge < diagonal.length; edge += 1) {
    const share = shares[edge] ?? 0;
    const weight = diagonal[edge] ?? 0;
    let carried: Complex = [1 / share, 0];
    if (edge > 0) {
      const entry = offDiagonal[edge - 1] ?? 0;
      const off: Complex = [z[0] * entry, z[1] * entry];
      const square = multiply(off, off);
      const above: Complex = [
        rest[0] - 2 * off[0] - share * square[0],
        rest[1] - 2 * off[1] - share * square[1],
      ];
      carried = divide(above, [1 + share * rest[0], share * rest[1]]);
    }
    rest = [carried[0] - z[0] * weight, carried[1] - z[1] * weight];
    const next = shares[edge + 1] ?? 0;
    const pivot: Complex = [1 + next * rest[0], next * rest[1]];
    logSize += Math.log(Math.hypot(pivot[0], pivot[1]));
    phase += Math.atan2(pivot[1], pivot[0]);
  }
  return [logSize, phase];
}

function multiply(a: Complex, b: Complex): Complex {
  return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
}

function divide(a: Complex, b: Complex): Complex {
  const size = b[0] * b[0] + b[1] * b[1];
  return [(a[0] * b[0] + a[1] * b[1]) / size, (a[1] * b[0] - a[0] * b[1]) / size];
}
