/**
 * Where an increasing function of one variable crosses 0.
 *
 * A bracket is grown from `start` in doubling steps, then closed by Chandrupatla's method: inverse quadratic
 * interpolation where it is safe and bisection elsewhere. No derivative, never slower than bisection by much, and a
 * value of -Infinity or Infinity does no harm. The error is 4e-16 of the root, or of 1 when the root is smaller.
 *
 * @param increasing needs not be defined by a formula; rounding noise near the root is allowed
 * @param start any point
 * @param step  first step of the search for a bracket, > 0
 * @throws RangeError when no crossing is found within 2^60 steps, or the function gives NaN at the start
 * @example monotoneRoot((x) => x ** 3 - 8, 0, 1).toFixed(12) // '2.000000000000'
 * @see Chandrupatla (1997), A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function
 */
export function monotoneRoot(increasing: (x: number) => number, start: number, step: number): number {
  const [near, far] = bracket(increasing, start, step);
  let [a, b] = [far, near];
  let c = a;
  let share = 0.5;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (a.value === 0) return a.x;
    const x = a.x + share * (b.x - a.x);
    const next: Point = { x, value: increasing(x) };
    if (next.value > 0 === a.value > 0) c = a;
    else [c, b] = [b, a];
    a = next;
    const best = Math.abs(a.value) < Math.abs(b.value) ? a : b;
    const least = (TOLERANCE * Math.max(1, Math.abs(best.x))) / Math.abs(b.x - a.x);
    if (least > 0.5 || best.value === 0) return best.x;
    share = Math.min(1 - least, Math.max(least, shareOf(a, b, c)));
  }
  return a.x;
}

interface Point {
  readonly x: number;
  readonly value: number;
}

const TOLERANCE = 4e-16;
const MOST_ROUNDS = 300;
const MOST_DOUBLINGS = 60;

function bracket(increasing: (x: number) => number, start: number, step: number): readonly [Point, Point] {
  let near: Point = { x: start, value: increasing(start) };
  const direction = near.value > 0 ? -1 : 1;
  let stride = step;
  for (let doubling = 0; doubling < MOST_DOUBLINGS; doubling += 1) {
    const x = near.x + direction * stride;
    const far: Point = { x, value: increasing(x) };
    if (far.value * direction >= 0) return [near, far];
    near = far;
    stride *= 2;
  }
  throw new RangeError(`no root from ${start} in steps of ${step}`);
}

/** How far from a towards b to look next: by the parabola through all three where it is monotone, else half-way. */
function shareOf(a: Point, b: Point, c: Point): number {
  const place = (a.x - b.x) / (c.x - b.x);
  const height = (a.value - b.value) / (c.value - b.value);
  if (!(height ** 2 < place && (1 - height) ** 2 < 1 - place)) return 0.5;
  return (
    ((a.value / (b.value - a.value)) * c.value) / (b.value - c.value) +
    ((((c.x - a.x) / (b.x - a.x)) * a.value) / (c.value - a.value)) * (b.value / (c.value - b.value))
  );
}
