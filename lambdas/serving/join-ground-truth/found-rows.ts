import type { CompiledModel } from '#core/config/compiled-model';
import { bucketStart } from '#core/serving/bucket';
import type { CaptureRecord } from '#core/serving/capture-record';
import type { JoinPlan } from '#core/serving/ground-truth-records';
import type { LabelBook } from '#core/serving/label-book';
import { inputCells } from '#core/serving/labelled-line';
import type { LabelledRows } from '#core/serving/labelled-rows';
import type { EarlierRows } from './joined-rows.ts';

interface Group {
  readonly version: number;
  readonly bucketStart: string;
  readonly rowIds: string[];
  readonly predictions: number[];
  readonly labels: number[];
  readonly sensitive?: Readonly<Record<string, (string | null)[]>>;
}

/** Captured rows that labels wait for: answer and outcome by version and bucket, and the rows for the dataset. */
export class FoundRows {
  readonly #book: LabelBook;
  readonly #model: CompiledModel;
  readonly #labelled: LabelledRows | undefined;
  readonly #groups = new Map<string, Group>();
  /** Columns whose cells are kept with the rows, and where they stand among the features. */
  readonly #sensitive: readonly (readonly [name: string, at: number])[];

  /** @param labelled gets the rows, where the model returns them to a dataset */
  constructor(book: LabelBook, model: CompiledModel, labelled: LabelledRows | undefined) {
    this.#book = book;
    this.#model = model;
    this.#labelled = labelled;
    const columns = model.monitoring.bias?.columns ?? [];
    this.#sensitive = columns.map((name) => [name, model.features.indexOf(name)]);
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
      if (group.sensitive !== undefined) this.#keepCells(group.sensitive, record.inputs[at] ?? '');
      this.#book.match(rowId);
      this.#labelled?.add({ rowId, eventTime, input: record.inputs[at] ?? '', labels: pending.values });
    }
  }

  groups(): JoinPlan['groups'] {
    return [...this.#groups.values()].sort(
      (a, b) => a.version - b.version || (a.bucketStart < b.bucketStart ? -1 : 1),
    );
  }

  #keepCells(sensitive: NonNullable<Group['sensitive']>, input: string): void {
    const cells = inputCells(input);
    // A version with other features answered it: nobody knows which cell is which.
    const isOwn = cells?.length === this.#model.features.length;
    for (const [name, at] of this.#sensitive) sensitive[name]?.push(isOwn ? (cells[at] ?? null) : null);
  }

  #groupOf(version: number, start: string): Group {
    const name = `${version}/${start}`;
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const columns = this.#sensitive.map(([column]): [string, (string | null)[]] => [column, []]);
    const group: Group = {
      ...{ version, bucketStart: start, rowIds: [], predictions: [], labels: [] },
      ...(columns.length === 0 ? {} : { sensitive: Object.fromEntries(columns) }),
    };
    this.#groups.set(name, group);
    return group;
  }
}

function predictionOf(output: string | undefined): number | undefined {
  const text = (output ?? '').trim();
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? undefined : number;
}
