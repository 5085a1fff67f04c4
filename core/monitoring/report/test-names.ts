import type { FeatureVerdict } from '../window-report.ts';

/** What a test is called on a page. */
export const TEST_TITLES: Readonly<Record<FeatureVerdict['test'], string>> = {
  'missing-share': 'missing',
  wilcoxon: 'Wilcoxon',
  mood: 'Mood',
  'lower-tail-share': 'low tail',
  'upper-tail-share': 'high tail',
  'kolmogorov-smirnov': 'KS',
  'largest-share': 'one value',
  'chi-square': 'χ²',
  'new-value-share': 'new value',
};

export const UNTESTED: Readonly<Record<NonNullable<FeatureVerdict['withoutTest']>, string>> = {
  constant: 'one value in both',
  'no-values': 'all missing in both',
  'few-rows': 'too few values',
};
