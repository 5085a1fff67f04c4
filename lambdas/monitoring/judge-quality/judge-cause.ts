import type { CompiledModel } from '#core/config/compiled-model';
import { inputsVerdict } from '#core/monitoring/concept/inputs-verdict';
import { judgeConcept } from '#core/monitoring/concept/judge-concept';
import type { JoinedDay } from '#core/monitoring/judge-quality';
import type { WindowItem } from '#core/monitoring/monitoring-records';
import type { ConceptSection } from '#core/monitoring/sections/concept';
import type { ModelVersion } from '#core/training/model-version';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { readHoldout } from './read-holdout.ts';

/** Whether the inputs changed or what they mean: the judged days against the hold-out and the newest drift window. */
export async function judgeCause(
  adapters: { readonly registry: Registry; readonly store: ObjectStore },
  bucket: string,
  model: CompiledModel,
  judged: {
    readonly version: ModelVersion;
    readonly days: readonly JoinedDay[];
    readonly windows: readonly WindowItem[];
  },
): Promise<ConceptSection> {
  const { version, days, windows } = judged;
  const holdout = await readHoldout(adapters, bucket, model.name, version);
  return judgeConcept(days, {
    problem: model.problem,
    metric: model.evaluation.metric,
    block: model.evaluation.block,
    promised: version.promised,
    holdout,
    inputs: inputsVerdict(windows, version.version, days[0]?.day ?? ''),
  });
}
