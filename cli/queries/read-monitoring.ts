/** What the registry tells of a model in service: judged windows, judged quality, label files and their joins. */
import type { QualityItem, WindowItem } from '#core/monitoring/monitoring-records';
import { type WindowReport, windowReportSchema } from '#core/monitoring/window-report';
import {
  type JoinRecord,
  joinRecordSchema,
  LABELS_ITEM_PREFIX,
  type LabelsRecord,
  labelsRecordSchema,
  modelOfLabelKey,
  UNKNOWN_MODEL,
} from '#core/serving/ground-truth-records';
import { type Judged, readJudged } from '#lambdas/common/read-judged';
import type { ObjectStore } from '#ports/object-store';
import type { Aggregate, Registry } from '#ports/registry';
import { UnknownThingError } from '../errors.ts';

export const REPORT_KINDS = ['drift', 'quality'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export interface JudgedModel extends Judged {
  readonly model: string;
}

/** One model or all that are known, each with its windows and days in order of event time. @throws UnknownThingError */
export async function listJudged(registry: Registry, model?: string): Promise<readonly JudgedModel[]> {
  const names = await modelNames(registry, model);
  return Promise.all(names.map(async (name) => ({ model: name, ...(await readJudged(registry, name)) })));
}

export interface LabelsView {
  readonly model: string;
  /** By arrival. */
  readonly files: readonly LabelsRecord[];
  /** By beginning. */
  readonly joins: readonly JoinRecord[];
}

/**
 * Label files of a model, also of one that nobody declared: what landed for it was set aside.
 * @throws UnknownThingError
 */
export async function readLabels(registry: Registry, model: string): Promise<LabelsView> {
  const strays = await listLabels(registry, UNKNOWN_MODEL);
  const files = strays.filter(({ key }) => modelOfLabelKey(key) === model);
  if (files.length > 0 && !(await registry.listAggregates('model')).includes(model))
    return { model, files, joins: [] };
  await modelNames(registry, model);
  const aggregate = { kind: 'model', name: model } as const;
  const joins = await registry.list(aggregate, 'JOIN#');
  return {
    model,
    files: [...files, ...(await listLabels(registry, aggregate))].toSorted((a, b) =>
      a.receivedAt < b.receivedAt ? -1 : 1,
    ),
    joins: joins
      .map((item) => joinRecordSchema.parse(item.data))
      .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)),
  };
}

async function listLabels(registry: Registry, aggregate: Aggregate): Promise<readonly LabelsRecord[]> {
  const items = await registry.list(aggregate, LABELS_ITEM_PREFIX);
  return items.map((item) => labelsRecordSchema.parse(item.data));
}

/**
 * The newest judgement of a kind, or the newest of a window or day.
 * @param time  beginning of the window's start or of the day, such as `2013-05` or `2013-05-15`
 * @throws UnknownThingError
 */
export async function findJudgement(
  registry: Registry,
  model: string,
  kind: ReportKind,
  time = '',
): Promise<WindowItem | QualityItem> {
  const [judged] = await listJudged(registry, model);
  const items = (kind === 'drift' ? judged?.windows : judged?.quality) ?? [];
  const matching = items.filter((item) => timeOf(item).startsWith(time));
  const newest = matching.toSorted((a, b) => (a.judgedAt < b.judgedAt ? -1 : 1)).at(-1);
  if (newest !== undefined) return newest;
  const times = items.map((item) => timeOf(item).slice(0, 10));
  throw new UnknownThingError(
    `no ${kind} of this model was judged${time === '' ? ' yet' : ' at this time'}`,
    {
      where: model,
      ...(time === '' ? {} : { received: time }),
      allowed: times.length === 0 ? 'nothing yet' : [...new Set(times)].slice(-12).join(', '),
      fix: `run \`gyre ${kind} ls ${model}\`; a window is judged by the first tick after it has closed`,
    },
  );
}

/** When the judged time began: a window's start, or the day. */
function timeOf(item: WindowItem | QualityItem): string {
  return 'start' in item ? item.start : item.day;
}

/** The report behind a judgement. */
export async function readReport(
  store: ObjectStore,
  bucket: string,
  { reportKey }: WindowItem | QualityItem,
): Promise<WindowReport> {
  return windowReportSchema.parse(JSON.parse(await store.readText({ bucket, key: reportKey })));
}

/** The page lies beside the report. @example pageKey('windows/a/2013-04-01-v1-r1.json') // 'windows/a/2013-04-01-v1-r1.html' */
export function pageKey(reportKey: string): string {
  return reportKey.replace(/\.json$/, '.html');
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
