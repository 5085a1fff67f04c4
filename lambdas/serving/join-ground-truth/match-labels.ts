import type { CompiledModel } from '#core/config/compiled-model';
import type { DatasetConfig } from '#core/config/dataset-config';
import type { JoinedFile, JoinPlan, LabelsRecord } from '#core/serving/ground-truth-records';
import { captureTerms } from '#core/serving/capture/capture-terms';
import { LabelBook } from '#core/serving/label-book';
import { openRows } from '#core/serving/label-outcome';
import { headerLine } from '#core/serving/labelled-line';
import { LabelledRows } from '#core/serving/labelled-rows';
import { mayStillCome } from '#core/serving/waiting-rows';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { capturedObjects, indexCaptures } from './captured-objects.ts';
import { FoundRows } from './found-rows.ts';
import { earlierRows } from './joined-rows.ts';
import { leaveOutKnownRows } from './known-keys.ts';
import { readLabelRows, type ReadRows } from './read-label-rows.ts';

export interface MatchTerms {
  readonly joinId: string;
  /** Event time of the join. */
  readonly asOf: string;
  readonly model: CompiledModel;
  /** The model's dataset, and the one that gets the labelled rows. */
  readonly dataset: DatasetConfig;
  readonly target: DatasetConfig | undefined;
  readonly lakeBucket: string;
  readonly reportsBucket: string;
}

interface Places {
  readonly store: ObjectStore;
  readonly registry: Registry;
}

const DAY_MILLISECONDS = 86_400_000;

/** Finds the answers to the rows of label files: reads only, and gives all that is to be written. */
export async function matchLabels(
  { store, registry }: Places,
  labels: readonly LabelsRecord[],
  terms: MatchTerms,
): Promise<JoinPlan> {
  const { joinId, asOf, model, dataset, target, lakeBucket, reportsBucket } = terms;
  const book = new LabelBook(dataset.labels.indexOf(model.label));
  const labelTerms = { dataset, label: model.label, problem: model.problem };
  const read = await readLabelRows({ store, lakeBucket }, labels, book, labelTerms);
  book.closeRowsWithoutOwnLabel();
  const isPending = (rowId: string) => book.pending(rowId) !== undefined;
  const earlier = await earlierRows(store, lakeBucket, model.name, isPending);
  const rows = target === undefined ? undefined : new LabelledRows(target, model, dataset);
  const found = new FoundRows(book, model, rows);
  const index = await indexCaptures(store, reportsBucket, model.name, oldestRows(model, asOf));
  // Rows that an earlier join looked for can only be in what was written since.
  const isWanted = (writtenAt: string) =>
    book.openFiles().some((labelsId) => (read.searchedTo.get(labelsId) ?? '') < writtenAt);
  const search = { isWanted, terms: captureTerms(model) };
  for await (const { version, records } of capturedObjects(store, reportsBucket, index, search)) {
    for (const record of records) await found.add(version, record, earlier);
  }
  if (target !== undefined && rows !== undefined) {
    await leaveOutKnownRows({ store, registry, bucket: lakeBucket }, target, rows);
  }
  const since = new Map(labels.map(({ labelsId, firstJoinAsOf }) => [labelsId, firstJoinAsOf ?? asOf]));
  const { unknown, waiting } = book.closeRest((labelsId) =>
    mayStillCome(since.get(labelsId) ?? asOf, asOf, model.serving.retentionDays),
  );
  return {
    joinId,
    files: labels.map((record) => outcomeOf(record, book, read)),
    groups: found.groups(),
    waiting: { searchedTo: index.searchedTo, labels: dataset.labels, files: waiting },
    unknown: [...unknown],
    contradictions: book.contradictions.map((contradiction) => ({ ...contradiction })),
    dataset: target?.name ?? '',
    header: target === undefined ? '' : headerLine(target),
    lines: rows?.lines() ?? [],
    leftOut: rows?.leftOut() ?? { rows: 0, first: [], reasons: [] },
  };
}

function outcomeOf(record: LabelsRecord, book: LabelBook, { unusable }: ReadRows): JoinedFile {
  const { labelsId, joinId } = record;
  const counts = book.counts(labelsId);
  const reasons = unusable.get(labelsId);
  if (reasons === undefined) return { labelsId, ...counts };
  // What waited and cannot be read any more will never be found.
  const unknownRows = joinId === undefined ? 0 : openRows(record);
  return { labelsId, ...counts, unknownRows, reasons };
}

/** Captures are kept so long; labels wait for maturity and for their join. */
function oldestRows({ serving, monitoring }: CompiledModel, asOf: string): string {
  const days = serving.retentionDays + serving.joinEveryDays + monitoring.labelMaturityDays;
  return new Date(Date.parse(asOf) - days * DAY_MILLISECONDS).toISOString();
}
