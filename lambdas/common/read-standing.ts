import type { CompiledModel } from '#core/config/compiled-model';
import { latestSchema } from '#core/data/upload-outcome';
import { LATEST_KEY } from '#core/registry/keys';
import { standingFirstAsk } from '#core/retraining/first-ask';
import { type AskAgain, asksDue } from '#core/retraining/standing-asks';
import { standingVerdicts } from '#core/retraining/standing-verdicts';
import type { Registry } from '#ports/registry';
import type { Workflow } from '#ports/workflow';
import { type Judged, readJudged } from './read-judged.ts';
import { REQUEST_PREFIX, type RequestsNow, requestsNow } from './ended-requests.ts';

const NOTHING_JUDGED: Judged = { windows: [], quality: [] };

/** What asks are due for a model, and which requests have ended unnoticed or never begun. */
export interface Standing extends Judged, RequestsNow {
  readonly asks: readonly AskAgain[];
}

/** @param facts.version the version that serves; null before the first, when nothing was judged yet */
export async function readStanding(
  { registry, workflow }: { readonly registry: Registry; readonly workflow: Workflow },
  facts: {
    readonly model: CompiledModel;
    readonly version: number | null;
    readonly asOf: string;
    readonly silent: readonly string[];
  },
  now: Date,
): Promise<Standing> {
  const { model, version } = facts;
  const [judged, items, latestItem] = await Promise.all([
    version === null ? NOTHING_JUDGED : readJudged(registry, model.name),
    registry.list({ kind: 'model', name: model.name }, REQUEST_PREFIX),
    registry.get({ kind: 'dataset', name: model.dataset }, LATEST_KEY),
  ]);
  const latest = latestItem === undefined ? undefined : latestSchema.parse(latestItem.data);
  const known = await requestsNow(items, workflow, now);
  const asks = asksDue({
    ...facts,
    model: model.name,
    requests: known.requests,
    standing:
      version === null
        ? standingFirstAsk(model.dataset, latest, model.training.minimumRows)
        : standingVerdicts(version, judged.windows, judged.quality),
    labelledRows: latest?.totalRows ?? 0,
  });
  return { ...judged, ...known, asks };
}
