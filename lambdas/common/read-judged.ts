import {
  QUALITY_PREFIX,
  type QualityItem,
  qualityItemSchema,
  WINDOW_PREFIX,
  type WindowItem,
  windowItemSchema,
} from '#core/monitoring/monitoring-records';
import type { Registry } from '#ports/registry';

/** What was judged about a model, all windows and days. */
export interface Judged {
  readonly windows: readonly WindowItem[];
  readonly quality: readonly QualityItem[];
}

export async function readJudged(registry: Pick<Registry, 'list'>, model: string): Promise<Judged> {
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
