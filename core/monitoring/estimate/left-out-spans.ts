import * as z from 'zod';
import { amountSchema, naturalSchema } from '#core/number-schemas';
import { studentTQuantile } from '../../statistics/student-t-quantile.ts';
import { storable } from './estimated.ts';

/**
 * How far an estimate was off on spans of the hold-out that it was not learned from. In the unit of the metric for
 * classes; of the logarithm of the mean loss for numbers.
 */
export const spreadSchema = z.strictObject({
  /** Blocks of the hold-out with rows. */
  blocks: z.int().min(2),
  /** Spans that were left out, each in its turn. */
  spans: naturalSchema,
  /** Variance of one row's deviation from its span, with rows of a block taken together. */
  sampling: amountSchema,
  /** Variance of how far whole spans were off, beyond what samples explain: no number of rows lessens it. */
  between: amountSchema,
});
export type Spread = z.infer<typeof spreadSchema>;

/** Quarters: of a hold-out of four weeks each is a week, with all its days. */
export const SPANS = 4;
const FEWEST_BLOCKS = 2 * SPANS;

/**
 * The quarter of the blocks that each row is in.
 * @param blocks number of each row's block, rising with time
 * @returns undefined with fewer than eight blocks
 * @example spansOf([0, 1, 2, 3, 4, 5, 6, 7]) // { '0': 0, '1': 0, '2': 1, '3': 1, '4': 2, '5': 2, '6': 3, '7': 3 }
 */
export function spansOf(blocks: ArrayLike<number>): Uint8Array | undefined {
  const sorted = [...new Set(Array.from(blocks))].sort((a, b) => a - b);
  if (sorted.length < FEWEST_BLOCKS) return undefined;
  const spanOf = new Map(sorted.map((block, index) => [block, Math.floor((index * SPANS) / sorted.length)]));
  return Uint8Array.from(Array.from(blocks), (block) => spanOf.get(block) ?? 0);
}

/** Spans that were left out. */
export interface LeftOut {
  /** Realised minus estimated of each span; NaN where there is no such thing. */
  readonly offs: ArrayLike<number>;
  /** One a row: what it deviates from its estimate, less the mean of that in its span. */
  readonly deviations: Float64Array;
  readonly blockOfRow: ArrayLike<number>;
  readonly spanOfRow: Uint8Array;
}

/**
 * Variances from left-out spans. Within spans, rows of a block count together; what spans are off beyond
 *
 *   sampling x (1 / rows of the span + 1 / rows of the others)
 *
 * is what stays when rows become many: seasons, weather, whatever lasts longer than a block.
 * @returns undefined where no span could be estimated
 * @see Searle et al. (1992), Variance components, for estimates by moments
 */
export function spreadOf({ offs, deviations, blockOfRow, spanOfRow }: LeftOut): Spread | undefined {
  const rowsOfSpan = new Float64Array(offs.length);
  const sums = new Map<number, { readonly span: number; sum: number }>();
  let rows = 0;
  for (let row = 0; row < deviations.length; row += 1) {
    const [block, span] = [blockOfRow[row] ?? 0, spanOfRow[row] ?? 0];
    if (!Number.isFinite(offs[span] ?? Number.NaN)) continue;
    const own = sums.get(block) ?? { span, sum: 0 };
    own.sum += deviations[row] ?? 0;
    sums.set(block, own);
    rowsOfSpan[span] = (rowsOfSpan[span] ?? 0) + 1;
    rows += 1;
  }
  if (sums.size < 2) return undefined;
  const sampling = squaresOf([...sums.values()], offs.length) / rows;
  const excesses = Array.from(rowsOfSpan, (own, span) => {
    const others = Math.max(1, deviations.length - own);
    return own === 0 ? Number.NaN : (offs[span] ?? 0) ** 2 - sampling * (1 / own + 1 / others);
  }).filter(Number.isFinite);
  const between = excesses.reduce((sum, excess) => sum + excess, 0) / excesses.length;
  return {
    ...{ blocks: sums.size, spans: excesses.length },
    ...{ sampling: storable(sampling), between: storable(Math.max(0, between)) },
  };
}

/** Sum of squares of blocks about the mean of their span, as large as without having taken that from them. */
function squaresOf(
  blocks: readonly { readonly span: number; readonly sum: number }[],
  spans: number,
): number {
  const count = new Float64Array(spans);
  for (const { span } of blocks) count[span] = (count[span] ?? 0) + 1;
  return blocks.reduce((all, { span, sum }) => {
    const own = count[span] ?? 0;
    return own > 1 ? all + (sum * sum * own) / (own - 1) : all;
  }, 0);
}

/**
 * Half the width of the interval that holds what comes in 95 of 100 windows, as long as they are off as spans of the
 * hold-out were: Student's t with as many degrees of freedom as the variances have together.
 * @param facts rows of hold-out and window, and the variance that is known from elsewhere, with the blocks' freedom.
 *   Default: 0
 * @example halfWidthOf({ blocks: 28, spans: 4, sampling: 1, between: 0 }, { known: 200, rows: 200 }).toFixed(4) // '0.2052'
 * @see Satterthwaite (1946), An approximate distribution of estimates of variance components
 */
export function halfWidthOf(
  { blocks, spans, sampling, between }: Spread,
  facts: { readonly known: number; readonly rows: number; readonly besides?: number },
): number {
  const sampled = sampling * (1 / facts.known + 1 / facts.rows) + (facts.besides ?? 0);
  const variance = sampled + between;
  if (!(variance > 0)) return 0;
  const freedom = variance ** 2 / (sampled ** 2 / (blocks - 1) + between ** 2 / spans);
  return studentTQuantile(0.975, freedom) * Math.sqrt(variance);
}
