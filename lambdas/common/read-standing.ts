import { latestSchema } from '#core/data/upload-outcome';
import {
  QUALITY_PREFIX,
  type QualityItem,
  qualityItemSchema,
  WINDOW_PREFIX,
  type WindowItem,
  windowItemSchema,
} from '#core/monitoring/monitoring-records';
import { LATEST_KEY } from '#core/registry/keys';
import { type AskAgain, asksDue, standingVerdicts } from '#core/retraining/standing-asks';
import type { Registry } from '#ports/registry';
import type { Workflow } from '#ports/workflow';
import { REQUEST_PREFIX, type RequestsNow, requestsNow } from './ended-requests.ts';

/** What was judged about a model, all windows and days. */
export interface Judged {
  readonly windows: readonly WindowItem[];
  readonly quality: readonly QualityItem[];
}

export async function readJudged(registry: Registry, model: string): Promise<Judged> {
  const aggregate = { kind: 'model', name: model } as const;
  const [windows, quality] = await Promise.all([
    registry.list(aggregate, WINDOW_PREFIX),
    registry.list(aggregate, QUALITY_PREFIX),
  ]);
  return {
    windows: windows.map((item) => windowItemSchema.parse(item.data)),
    quality: quality.map((item) => qualityItemSchema.parse(item.data)),
  };
}

/** What asks are due for a model whose version serves, and which requests have ended unnoticed. */
export interface Standing extends Judged, RequestsNow {
  readonly asks: readonly AskAgain[];
}

export async function readStanding(
  adapters: { readonly registry: Registry; readonly workflow: Workflow },
  facts: {
    readonly model: string;
    readonly dataset: string;
    readonly version: number;
    readonly asOf: string;
    readonly silent: readonly string[];
  },
  now: Date,
): Promise<Standing> {
  const { registry, workflow } = adapters;
  const { model, version } = facts;
  const [judged, items, latest] = await Promise.all([
    readJudged(registry, model),
    registry.list({ kind: 'model', name: model }, REQUEST_PREFIX),
    registry.get({ kind: 'dataset', name: facts.dataset }, LATEST_KEY),
  ]);
  const ended = await requestsNow(items, workflow, now);
  const asks = asksDue({
    ...facts,
    requests: ended.requests,
    verdicts: standingVerdicts(version, judged.windows, judged.quality),
    labelledRows: latest === undefined ? 0 : latestSchema.parse(latest.data).totalRows,
  });
  return { ...judged, ...ended, asks };
}
