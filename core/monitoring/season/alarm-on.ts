import type { DriftVerdict } from '../judge-drift.ts';
import type { SeasonSection } from '../sections/season.ts';
import type { FeatureVerdict } from '../window-report.ts';

/**
 * The verdict of a window whose policy alarms for news only: drifted where a feature drifted that its season does
 * not explain, `expected` where the season explains all of them. Without history all stays as it was, since nothing
 * is known that could explain it.
 */
export function withSeason(verdict: DriftVerdict, season: SeasonSection | undefined): DriftVerdict {
  const explained = explainedBy(season);
  if (explained.size === 0 || verdict.status !== 'drifted') return verdict;
  const drifted = verdict.features
    .filter(({ status }) => status === 'drifted')
    .toSorted((a, b) => b.psi / b.threshold - a.psi / a.threshold);
  const news = drifted.filter(({ feature }) => !explained.has(feature));
  const known = drifted.filter(({ feature }) => explained.has(feature));
  if (known.length === 0) return verdict;
  const expected = `expected by season: ${listOf(known)}`;
  if (news.length === 0) return { ...verdict, status: 'expected', reason: expected };
  return { ...verdict, reason: `${listOf(news)}; ${expected}` };
}

/** Features whose drift does not alarm, because it is that of the season. */
export function explainedBy(season: SeasonSection | undefined): ReadonlySet<string> {
  if (season?.alarmOn !== 'new') return new Set();
  return new Set(season.features.filter((one) => one.verdict === 'expected').map(({ feature }) => feature));
}

const MOST_NAMED = 4;

function listOf(features: readonly FeatureVerdict[]): string {
  const named = features
    .slice(0, MOST_NAMED)
    .map(({ feature, psi, threshold }) => `${feature} ${psi.toFixed(2)} (${threshold.toFixed(2)})`);
  const more = features.length > named.length ? ` and ${features.length - named.length} more` : '';
  return `${named.join(', ')}${more}`;
}
