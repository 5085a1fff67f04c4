import type { ModelConfig } from '../config/model-config.ts';
import type { PolicySection } from './sections/policy.ts';

/** The policy that a verdict of this kind is made by, as the report carries it. */
export function policyOf(monitoring: ModelConfig['monitoring'], kind: 'drift' | 'quality'): PolicySection {
  const { drift, quality, driftWindow, labelMaturityDays } = monitoring;
  if (kind === 'quality') {
    const { windowDays, minimumRows, maximumRatio } = quality;
    return { quality: { windowDays, minimumRows, maximumRatio, labelMaturityDays } };
  }
  const { minimumRows, minimumThreshold, calibrationFactor, windows } = drift;
  return {
    drift: {
      window: driftWindow === 'calendar-month' ? driftWindow : driftWindow.days,
      ...{ minimumRows, minimumThreshold, calibrationFactor, windows },
    },
  };
}
