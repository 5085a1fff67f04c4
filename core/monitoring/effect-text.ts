import { signed, withDecimals } from './figures.ts';
import type { FeatureVerdict } from './window-report.ts';

/**
 * An effect as people say it: how far the values moved, by what factor they spread, how many rows in a hundred.
 * @returns nothing where there is no effect: an old report, or nothing to test
 * @example effectText(0.013, 'share') // '+1.3 points'
 * @example effectText(Math.log(2), 'log ratio') // 'spread x 2.00'
 */
export function effectText(effect: FeatureVerdict['effect'], unit: FeatureVerdict['unit']): string {
  if (effect === null || effect === undefined) return '';
  if (unit === 'share') return `${signed(100 * effect, 1)} points`;
  return unit === 'log ratio' ? `spread x ${withDecimals(Math.exp(effect), 2)}` : `${signed(effect)} sd`;
}
