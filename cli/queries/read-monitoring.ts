/** What the registry tells of a model in service: judged windows, judged quality, label files and their joins. */
import type * as z from 'zod';
import {
  QUALITY_PREFIX,
  type QualityItem,
  qualityItemSchema,
  WINDOW_PREFIX,
  type WindowItem,
  windowItemSchema,
} from '#core/monitoring/monitoring-records';
import { type WindowReport, windowReportSchema } from '#core/monitoring/window-report';
import {
  JOIN_ITEM_PREFIX,
  type JoinRecord,
  joinRecordSchema,
  LABELS_ITEM_PREFIX,
  type LabelsRecord,
  labelsRecordSchema,
} from '#core/serving/ground-truth-records';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { UnknownThingError } from '../errors.ts';

export const REPORT_KINDS = ['drift', 'quality'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export interface DriftView {
  readonly model: string;
  readonly windows: readonly WindowItem[];
}

export interface QualityView {
  readonly model: string;
  readonly judged: readonly QualityItem[];
}

export interface LabelsView {
  readonly model: string;
  readonly files: readonly LabelsRecord[];
  readonly joins: readonly JoinRecord[];
}

/** One model, or all that are known. @throws UnknownThingError */
export async function modelNames(registry: Registry, model?: string): Promise<readonly string[]> {
  const known = await registry.listAggregates('model');
  if (model === undefined) return known;
  if (known.includes(model)) return [model];
  throw new UnknownThingError('nothing is known of this model', {
    received: model,
    allowed: known.length === 0 ? 'no model has had a request yet' : known.join(', '),
    fix: 'run `gyre model ls`; a model appears with the first data that asks for it',
  });
}

/** Judged windows by their start; a window that was judged again stands once for each revision. */
export async function readWindows(registry: Registry, model: string): Promise<readonly WindowItem[]> {
  const items = await listItems(registry, model, WINDOW_PREFIX, windowItemSchema);
  return items.toSorted((a, b) =>
    a.start === b.start
      ? a.version - b.version || a.revision - b.revision
      : before(a.start, b.start),
  );
}

/** By the day of judgement. */
export async function readQuality(registry: Registry, model: string): Promise<readonly QualityItem[]> {
  const items = await listItems(registry, model, QUALITY_PREFIX, qualityItemSchema);
  return items.toSorted((a, b) => (a.day === b.day ? a.version - b.version : before(a.day, b.day)));
}

/** Label files by arrival and joins by their beginning. */
export async function readLabels(registry: Registry, model: string): Promise<LabelsView> {
  const files = await listItems(registry, model, LABELS_ITEM_PREFIX, labelsRecordSchema);
  const joins = await listItems(registry, model, JOIN_ITEM_PREFIX, joinRecordSchema);
  return {
    model,
    files: files.toSorted((a, b) => before(a.receivedAt, b.receivedAt)),
    joins: joins.toSorted((a, b) => before(a.startedAt, b.startedAt)),
  };
}

/**
 * The newest judgement of a kind, or the newest one of a window or day.
 * @param time beginning of the window's start or of the day: `2013-05`, `2013-05-15`
 * @throws UnknownThingError
 */
export async function findJudgement(
  registry: Registry,
  model: string,
  kind: ReportKind,
  time = '',
): Promise<WindowItem | QualityItem> {
  await modelNames(registry, model);
  const [name, times, newest] =
    kind === 'drift'
      ? pickNewest(await readWindows(registry, model), ({ start }) => start.slice(0, 10), time)
      : pickNewest(await readQuality(registry, model), ({ day }) => day, time);
  if (newest !== undefined) return newest;
  throw new UnknownThingError(`no ${kind} was judged ${time === '' ? 'yet' : 'at this time'}`, {
    where: model,
    ...(time === '' ? {} : { received: time }),
    allowed: times.length === 0 ? `none: no ${kind} of this model was judged yet` : times.slice(-12).join(', '),
    fix: `run \`gyre ${name} ls ${model}\`; windows are judged when they have closed and a tick has come`,
  });
}

/** The report behind a judgement. */
export async function readReport(
  store: ObjectStore,
  reportsBucket: string,
  { reportKey }: Pick<WindowItem, 'reportKey'>,
): Promise<WindowReport> {
  const text = await store.readText({ bucket: reportsBucket, key: reportKey });
  return windowReportSchema.parse(JSON.parse(text));
}

/** The page lies beside the report. @example pageKey('windows/a/2013-04-01-v1-r1.json') // 'windows/a/2013-04-01-v1-r1.html' */
export function pageKey(reportKey: string): string {
  return reportKey.replace(/\.json$/, '.html');
}
