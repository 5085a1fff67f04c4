import type { LoopFacts } from '#core/monitoring/incidents/propose-action';
import { VERSION_PREFIX } from '#core/registry/keys';
import { retrainRequestSchema } from '#core/retraining/retrain-records';
import { modelVersionSchema } from '#core/training/model-version';
import type { Registry } from '#ports/registry';
import { REQUEST_PREFIX } from './ended-requests.ts';

/** What the loop is doing for a model, and which versions served before. */
export async function readLoop(
  reading: Pick<Registry, 'list'>,
  model: string,
): Promise<Omit<LoopFacts, 'enoughLabelsBy'>> {
  const aggregate = { kind: 'model', name: model } as const;
  const [requests, versions] = await Promise.all([
    reading.list(aggregate, REQUEST_PREFIX),
    reading.list(aggregate, VERSION_PREFIX),
  ]);
  const formerVersions = versions
    .map((item) => modelVersionSchema.parse(item.data))
    .filter(({ status }) => status === 'former-champion')
    .map(({ version }) => version);
  return {
    requests: requests.map((item) => retrainRequestSchema.parse(item.data)),
    formerVersions: formerVersions.toSorted((a, b) => b - a),
  };
}
