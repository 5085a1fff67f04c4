import type { CompiledModel } from '../config/compiled-model.ts';
import type { DatasetConfig } from '../config/dataset-config.ts';
import { type RowBreach, type RowCheck, rowCheck } from '../data/check-row.ts';
import { compareTimes, earlier, later } from '../data/event-time.ts';
import { rowKey } from '../data/row-key.ts';
import type { LeftOut } from './ground-truth-records.ts';
import { csvLine, type LabelledRow, labelledCells, type NoCells } from './labelled-line.ts';

type Breach = Omit<RowBreach, 'code'> & { readonly code: string };

/** Rows left out that are named; the counts are exact. */
const MOST_NAMED_ROWS = 1000;
/** Far below what the reader of uploads takes, in bytes as well as in characters. */
const LONGEST_LINE = 250_000;
const NUL = '\u0000';

const WITHOUT_CELLS: Readonly<Record<NoCells, Breach>> = {
  'no-key': {
    ...{ code: 'no-key', column: '', received: 'a row id that holds no key' },
    allowed: 'the key columns of the dataset, sent with the request',
  },
  'no-feature-row': {
    ...{ code: 'no-feature-row', column: '', received: 'a captured row with other cells than features' },
    allowed: 'one cell a feature of the model',
  },
};

interface Candidate {
  readonly rowId: string;
  readonly eventTime: string;
  readonly line: string;
}

/**
 * Joined rows on their way into a dataset. Callers may send what the contract of the dataset does not allow, and are
 * answered (docs/decisions/0016); such a row stays out here, so that it does not keep out the others with it.
 */
export class LabelledRows {
  readonly #target: DatasetConfig;
  readonly #model: Pick<CompiledModel, 'key' | 'eventTime' | 'features'>;
  readonly #source: Pick<DatasetConfig, 'labels'>;
  readonly #check: RowCheck;
  readonly #keyAt: readonly number[];
  /** By the dataset's key. */
  readonly #candidates = new Map<string, Candidate>();
  readonly #kinds = new Map<string, { readonly breach: Breach; rows: number }>();
  readonly #named: LeftOut['first'] = [];
  #leftOut = 0;

  /** @param source the dataset of the model, whose labels the rows bring */
  constructor(
    target: DatasetConfig,
    model: Pick<CompiledModel, 'key' | 'eventTime' | 'features'>,
    source: Pick<DatasetConfig, 'labels'>,
  ) {
    this.#target = target;
    this.#model = model;
    this.#source = source;
    this.#check = rowCheck(target);
    this.#keyAt = target.key.map((name) => target.columns.findIndex((column) => column.name === name));
  }

  add(row: LabelledRow): void {
    const cells = labelledCells(this.#target, this.#model, this.#source, row);
    if (typeof cells === 'string') {
      this.#leaveOut(row.rowId, WITHOUT_CELLS[cells]);
      return;
    }
    const breach = this.#check(cells).find((found) => this.#keepsOut(found));
    const line = csvLine(cells);
    const key = rowKey(this.#keyAt.map((at) => cells[at] ?? ''));
    const { rowId, eventTime } = row;
    if (breach !== undefined) this.#leaveOut(rowId, breach);
    else if (line.length > LONGEST_LINE || line.includes(NUL)) this.#leaveOut(rowId, unreadable(line));
    else if (this.#candidates.has(key))
      this.#leaveOut(rowId, this.#sameKey('duplicate-key', 'each key once'));
    else this.#candidates.set(key, { rowId, eventTime, line });
  }

  /** Where the rows lie in event time; empty texts when there are none. */
  get span(): { readonly from: string; readonly to: string } {
    let [from, to] = ['', ''];
    for (const { eventTime } of this.#candidates.values()) {
      from = earlier(from, eventTime);
      to = later(to, eventTime);
    }
    return { from, to };
  }

  /** Is it the key of a row that would go into the dataset? */
  has(key: string): boolean {
    return this.#candidates.has(key);
  }

  /** A row of this key is in the dataset already: rows enter it once. */
  leaveOutKnown(key: string): void {
    const candidate = this.#candidates.get(key);
    if (candidate === undefined) return;
    this.#candidates.delete(key);
    const allowed = 'rows enter a dataset once';
    this.#leaveOut(candidate.rowId, this.#sameKey('key-of-earlier-version', allowed));
  }

  /** In the order of event time, as an upload would bring them. */
  lines(): string[] {
    return [...this.#candidates.values()]
      .sort((a, b) => compareTimes(a.eventTime, b.eventTime) || (a.line < b.line ? -1 : 1))
      .map(({ line }) => line);
  }

  leftOut(): LeftOut {
    const reasons = [...this.#kinds.values()].map(({ breach: { column, received, ...breach }, rows }) => ({
      ...breach,
      ...(column === '' ? {} : { column }),
      received: `${received} (${rows} rows in all)`,
      fix: fixOf(breach.code, this.#target.name),
    }));
    return { rows: this.#leftOut, first: [...this.#named], reasons };
  }

  /** Where the dataset only warns, a row needs no more than its place: key and event time. */
  #keepsOut({ column }: RowBreach): boolean {
    const { onBreach, key, eventTime } = this.#target;
    return onBreach !== 'warn' || column === eventTime || key.includes(column);
  }

  #leaveOut(rowId: string, breach: Breach): void {
    const { code, column } = breach;
    this.#leftOut += 1;
    if (this.#named.length < MOST_NAMED_ROWS) this.#named.push({ rowId, code, column });
    const kind = this.#kinds.get(`${code}:${column}`) ?? { breach, rows: 0 };
    kind.rows += 1;
    this.#kinds.set(`${code}:${column}`, kind);
  }

  #sameKey(code: string, allowed: string): Breach {
    const column = this.#target.key.join(', ');
    return { code, column, received: 'a key that another row has', allowed };
  }
}

function unreadable(line: string): Breach {
  const received = line.includes(NUL) ? 'a NUL character' : `a line of ${line.length} characters`;
  return { code: 'unreadable', column: '', received, allowed: `plain text of at most ${LONGEST_LINE}` };
}

function fixOf(code: string, dataset: string): string {
  if (code === 'no-key') return 'send the key columns with each request, so that its rows have their key';
  if (code === 'key-of-earlier-version' || code === 'duplicate-key')
    return 'nothing, if the rows were asked again for a test; else give each row a key of its own';
  return `mend what callers send, or allow it in datasets/${dataset}/dataset.yaml and deploy`;
}
