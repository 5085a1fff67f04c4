import { withInterval } from '../../monitoring/figures.ts';
import type { Scale } from '../../monitoring/chart-scale.ts';
import type { Markup } from '../../monitoring/html.ts';
import type { Tone } from '../../monitoring/report/chip.ts';
import { strip } from '../../monitoring/report/strip-plot.ts';

export interface Difference {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A difference to the champion with its interval: filled where all of it lies on one side of none. */
export function differenceStrip(
  difference: Difference | undefined,
  drawn: { readonly scale: Scale; readonly isLowerBetter: boolean; readonly without: string },
): Markup {
  const { scale, isLowerBetter, without } = drawn;
  if (difference === undefined) return strip({ label: without, scale, rules: [{ at: 0 }] });
  const isSure = difference.low > 0 || difference.high < 0;
  const tone: Tone = !isSure ? 'calm' : isLowerBetter === difference.high < 0 ? 'good' : 'bad';
  return strip({
    label: withInterval(difference),
    scale,
    rules: [{ at: 0 }],
    intervals: [{ ...difference, tone }],
    points: [{ at: difference.value, tone, isHollow: !isSure }],
  });
}
