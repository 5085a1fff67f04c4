import type { CompiledModel } from '../config/compiled-model.ts';
import { type DriftWindow, windowDays } from './due-work.ts';
import type { DriftRule } from './judge-drift.ts';

/** The policy of a model as the judgement of one window takes it. */
export function driftRule(
  { monitoring: { drift }, serving }: Pick<CompiledModel, 'monitoring' | 'serving'>,
  window: DriftWindow,
): DriftRule {
  return {
    windowDays: windowDays(window),
    minimumRows: drift.minimumRows,
    minimumThreshold: drift.minimumThreshold,
    calibrationFactor: drift.calibrationFactor,
    masked: serving.mask,
  };
}
