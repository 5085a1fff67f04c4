import type { CompiledModel } from '#core/config/compiled-model';
import { bucketStart } from '#core/serving/bucket';
import type { CaptureRecord } from '#core/serving/capture-record';
import type { JoinPlan } from '#core/serving/ground-truth-records';
import type { LabelBook } from '#core/serving/label-book';
import type { LabelledRows } from '#core/serving/labelled-rows';
import type { EarlierRows } from './joined-rows.ts';

interface Group {
  readonly version: number;
  readonly bucketStart: string;
  readonly rowIds: string[];
  readonly predictions: number[];
  readonly labels: number[];
}

/** Captured rows that labels wait for: answer and outcome by version and bucket, and the rows for the dataset. */
export class FoundRows {
  readonly #book: LabelBook;
  readonly #model: CompiledModel;
  readonly #labelled: LabelledRows | undefined;
  readonly #groups = new Map<string, Group>();

  /** @param labelled gets the rows, where the model returns them to a dataset */
  constructor(book: LabelBook, model: CompiledModel, labelled: LabelledRows | undefined) {
    this.#book = book;
    this.#model = model;
    this.#labelled = labelled;
  }

  async add(version: number, record: CaptureRecord, earlier: EarlierRows): Promise<void> {
    for (const [at, rowId] of record.rowIds.entries()) {
      const pending = this.#book.pending(rowId);
      if (pending === undefined) continue;
      const prediction = predictionOf(record.outputs[at]);
      // An answer that is no number can be compared with nothing: as if the row had not been captured.
      if (prediction === undefined) continue;
      const eventTime = record.eventTimes[at] ?? record.inferenceTime;
      const start = bucketStart(eventTime, this.#model.monitoring.bucket);
      const joinedLabel = (await earlier.inBucket(start)).get(rowId);
      if (joinedLabel !== undefined) {
        this.#book.meetEarlier(rowId, joinedLabel);
        continue;
      }
      const group = this.#groupOf(version, start);
      group.rowIds.push(rowId);
      group.predictions.push(prediction);
      group.labels.push(this.#book.ownLabel(pending));
      this.#book.match(rowId);
      this.#labelled?.add({ rowId, eventTime, input: record.inputs[at] ?? '', labels: pending.values });
    }
  }

  groups(): JoinPlan['groups'] {
    return [...this.#groups.values()].sort(
      (a, b) => a.version - b.version || (a.bucketStart < b.bucketStart ? -1 : 1),
    );
  }

  #groupOf(version: number, start: string): Group {
    const name = `${version}/${start}`;
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const group = { version, bucketStart: start, rowIds: [], predictions: [], labels: [] };
    this.#groups.set(name, group);
    return group;
  }
}

function predictionOf(output: string | undefined): number | undefined {
  const text = (output ?? '').trim();
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? undefined : number;
}
