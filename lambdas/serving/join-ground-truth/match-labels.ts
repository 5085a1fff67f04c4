import type { CompiledModel } from '#core/config/compiled-model';
import type { DatasetConfig } from '#core/config/dataset-config';
import { compareTimes } from '#core/data/event-time';
import { bucketStart } from '#core/serving/bucket';
import type { CaptureRecord } from '#core/serving/capture-record';
import type { JoinedFile, JoinPlan, LabelsRecord } from '#core/serving/ground-truth-records';
import { LabelBook } from '#core/serving/label-book';
import { headerLine, labelledLine } from '#core/serving/labelled-line';
import type { ObjectStore } from '#ports/object-store';
import { readLabelFile } from '../../common/read-label-file.ts';
import { capturedObjects } from './captured-objects.ts';
import { type EarlierRows, earlierRows } from './joined-rows.ts';

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

interface Group {
  readonly version: number;
  readonly bucketStart: string;
  readonly rowIds: string[];
  readonly predictions: number[];
  readonly labels: number[];
}

/** Finds the answers to the rows of label files: reads only, and gives all that is to be written. */
export async function matchLabels(
  store: ObjectStore,
  labels: readonly LabelsRecord[],
  terms: MatchTerms,
): Promise<JoinPlan> {
  const { model, dataset, target, joinId } = terms;
  const book = new LabelBook(dataset.labels.indexOf(model.label));
  const unusable = await readAll(store, labels, book, terms);
  book.closeRowsWithoutOwnLabel();
  const isPending = (rowId: string) => book.pending(rowId) !== undefined;
  const earlier = await earlierRows(store, terms.lakeBucket, model.name, isPending);
  const found = new FoundRows(book, terms);
  if (book.pendingRows > 0) {
    for await (const { version, records } of capturedObjects(
      ...([store, terms.reportsBucket, model.name, oldestRows(terms)] as const),
    )) {
      for (const record of records) await found.add(version, record, earlier);
      if (book.pendingRows === 0) break;
    }
  }
  const unknown = book.closeUnknownRows();
  const files = labels.map(({ labelsId }): JoinedFile => {
    const reasons = unusable.get(labelsId);
    return { labelsId, ...book.counts(labelsId), ...(reasons === undefined ? {} : { reasons }) };
  });
  return {
    ...{ joinId, files, groups: found.groups(), unknown: [...unknown] },
    contradictions: book.contradictions.map((contradiction) => ({ ...contradiction })),
    dataset: target?.name ?? '',
    header: target === undefined ? '' : headerLine(target),
    ...{ lines: found.lines(), withoutLine: found.withoutLine },
  };
}

/** @returns the reasons of files that cannot be read as what they were when they came */
async function readAll(
  store: ObjectStore,
  labels: readonly LabelsRecord[],
  book: LabelBook,
  { dataset, model }: MatchTerms,
): Promise<ReadonlyMap<string, JoinedFile['reasons']>> {
  const unusable = new Map<string, JoinedFile['reasons']>();
  for (const record of labels) {
    const terms = { dataset, label: model.label, problem: model.problem };
    const file = await readLabelFile(store, record, terms);
    if (file.reasons.length === 0) book.add(record.labelsId, file);
    else unusable.set(record.labelsId, [...file.reasons]);
  }
  return unusable;
}

/** Captures are kept so long; labels wait for maturity and for their join. */
function oldestRows({ model: { serving, monitoring }, asOf }: MatchTerms): string {
  const days = serving.retentionDays + serving.joinEveryDays + monitoring.labelMaturityDays;
  return new Date(Date.parse(asOf) - days * DAY_MILLISECONDS).toISOString();
}

const DAY_MILLISECONDS = 86_400_000;

class FoundRows {
  readonly #book: LabelBook;
  readonly #terms: MatchTerms;
  readonly #groups = new Map<string, Group>();
  readonly #lines: { readonly eventTime: string; readonly line: string }[] = [];
  withoutLine = 0;

  constructor(book: LabelBook, terms: MatchTerms) {
    this.#book = book;
    this.#terms = terms;
  }

  async add(version: number, record: CaptureRecord, earlier: EarlierRows): Promise<void> {
    for (const [at, rowId] of record.rowIds.entries()) {
      if (this.#book.pending(rowId) === undefined) continue;
      const prediction = predictionOf(record.outputs[at]);
      // An answer that is no number can be compared with nothing: as if the row had not been captured.
      if (prediction === undefined) continue;
      const eventTime = record.eventTimes[at] ?? record.inferenceTime;
      const start = bucketStart(eventTime, this.#terms.model.monitoring.bucket);
      const joinedLabel = (await earlier.inBucket(start)).get(rowId);
      if (joinedLabel === undefined) {
        this.#match({ version, start, rowId, prediction, eventTime, input: record.inputs[at] ?? '' });
      } else {
        this.#book.meetEarlier(rowId, joinedLabel);
      }
    }
  }

  groups(): JoinPlan['groups'] {
    return [...this.#groups.values()].sort(
      (a, b) => a.version - b.version || (a.bucketStart < b.bucketStart ? -1 : 1),
    );
  }

  /** In the order of event time, as an upload would bring them. */
  lines(): string[] {
    return this.#lines
      .toSorted((a, b) => compareTimes(a.eventTime, b.eventTime) || (a.line < b.line ? -1 : 1))
      .map(({ line }) => line);
  }

  #match(row: {
    readonly version: number;
    readonly start: string;
    readonly rowId: string;
    readonly prediction: number;
    readonly eventTime: string;
    readonly input: string;
  }): void {
    const pending = this.#book.pending(row.rowId);
    if (pending === undefined) return;
    const { version, start, rowId, prediction, eventTime, input } = row;
    const name = `${version}/${start}`;
    const group = this.#groups.get(name) ?? {
      ...{ version, bucketStart: start, rowIds: [], predictions: [], labels: [] },
    };
    this.#groups.set(name, group);
    group.rowIds.push(rowId);
    group.predictions.push(prediction);
    group.labels.push(this.#book.ownLabel(pending));
    this.#book.match(rowId);
    const { target, model, dataset } = this.#terms;
    if (target === undefined) return;
    const line = labelledLine(target, model, dataset, { rowId, eventTime, input, labels: pending.values });
    if (line === undefined) this.withoutLine += 1;
    else this.#lines.push({ eventTime, line });
  }
}

function predictionOf(output: string | undefined): number | undefined {
  const text = (output ?? '').trim();
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? undefined : number;
}
