/** Geometry of charts: from values to coordinates that always are finite numbers. */

export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly from: number;
  readonly to: number;
}

/** The coordinate of a value, rounded to a tenth, and kept between both ends. @example place({ min: 0, max: 2, from: 0, to: 100 }, 1) // 50 */
export function place({ min, max, from, to }: Scale, value: number): number {
  const share = max > min ? (value - min) / (max - min) : 0.5;
  const kept = Number.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
  return Math.round((from + kept * (to - from)) * 10) / 10;
}

/** Round values inside a range, at most about `most` of them. @example ticks(0, 19.4, 5) // [0, 5, 10, 15] */
export function ticks(min: number, max: number, most: number): readonly number[] {
  if (!(max > min) || !Number.isFinite(max - min)) return [];
  const rough = (max - min) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(min / step - 1e-9);
  const all = Math.floor(max / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, all) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** Drawable values only. */
export function finite(values: readonly (number | null | undefined)[]): readonly number[] {
  return values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
}

/** Milliseconds of an ISO day or instant; undefined for other text. */
export function instantOf(iso: string | null | undefined): number | undefined {
  // Date.parse finds a date in almost any text that ends with a number.
  const instant = /^\d{4}-\d{2}-\d{2}(T|$)/.test(iso ?? '') ? Date.parse(iso ?? '') : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}

/** Path through the points; a point that is not there leaves a gap. */
export function linePath(
  points: readonly ({ readonly x: number; readonly y: number } | undefined)[],
): string {
  return points
    .map((point, index) =>
      point === undefined ? '' : `${points[index - 1] === undefined ? 'M' : 'L'}${point.x} ${point.y}`,
    )
    .join('');
}
