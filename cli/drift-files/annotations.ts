import { effectText } from '#core/monitoring/effect-text';
import { byUrgency } from '#core/monitoring/report/verdict-sentence';
import type { FeatureVerdict } from '#core/monitoring/window-report';
import type { FilesVerdict } from './judge-files.ts';

/** What a column has to say in the formats of other programs. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'none' | 'unknown';
  readonly column: string;
  readonly message: string;
}

const LEVELS = { drifted: 'error', changed: 'warning', stable: 'none', inconclusive: 'unknown' } as const;

/** All columns, the furthest above its threshold first, the answers last; they never alarm. */
export function annotationsOf({ features, prediction }: FilesVerdict): readonly Annotation[] {
  const inputs = byUrgency(features).map((feature) => annotation(feature, LEVELS[feature.status]));
  if (prediction === undefined) return inputs;
  const level = prediction.status === 'drifted' ? 'warning' : LEVELS[prediction.status];
  return [...inputs, annotation(prediction, level)];
}

function annotation(feature: FeatureVerdict, level: Annotation['level']): Annotation {
  const { psi, threshold, test, effect, unit, withoutTest, missingShareBefore, missingShareNow } = feature;
  const missing = (100 * (missingShareNow - missingShareBefore)).toFixed(1);
  const telling =
    withoutTest === undefined ? `${test} ${effectText(effect, unit)}`.trim() : `not tested: ${withoutTest}`;
  return {
    ...{ level, column: feature.feature },
    message: [
      `${feature.status}: stability index ${psi.toFixed(3)}, threshold ${threshold.toFixed(3)}`,
      telling,
      ...(Math.abs(Number(missing)) > 0
        ? [`missing ${Number(missing) > 0 ? '+' : ''}${missing} points`]
        : []),
    ].join('; '),
  };
}
