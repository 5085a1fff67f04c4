import type { CompiledModel } from '#core/config/compiled-model';
import { judgeBias } from '#core/monitoring/bias/judge-bias';
import type { JoinedDay } from '#core/monitoring/judge-quality';
import type { WindowReport } from '#core/monitoring/window-report';
import type { ModelVersion } from '#core/training/model-version';

/** How the judged days treat groups, where the model names columns that tell them apart. */
export function biasSection(
  { problem, evaluation, monitoring }: CompiledModel,
  { version, days }: { readonly version: ModelVersion; readonly days: readonly JoinedDay[] },
): Pick<WindowReport, 'bias'> {
  if (monitoring.bias === undefined) return {};
  const rule = { problem, threshold: evaluation.gate.threshold, promised: version.promised.value };
  return { bias: judgeBias(days, { ...monitoring.bias, ...rule }) };
}
