import { createHash } from 'node:crypto';
import type { DatasetConfig } from '#core/config/dataset-config';
import { type RowBreach, rowCheck } from '#core/data/check-row';
import type { UploadFacts } from '#core/data/contract-verdict';
import { decodeCsv } from './decode-csv.ts';
import type { Normalisation } from '#core/data/decode-failure';
import { earlier, later } from '#core/data/event-time';
import { KeySet } from '#core/data/key-set';
import { type ColumnMatch, matchColumns } from '#core/data/match-columns';
import type { DatasetProfile } from '#core/data/profile';
import { ColumnProfiler } from './column-profiler.ts';
import { rowKey } from '#core/data/row-key';

/** Where the pass sends what it produces; each call gets whole lines. */
interface UploadSink {
  rows(lines: string): Promise<void>;
  keys(lines: string): Promise<void>;
  rejected(lines: string): Promise<void>;
}

interface UploadPass {
  readonly facts: Omit<UploadFacts, 'knownKeys'>;
  readonly profile: DatasetProfile;
  readonly sha256: string;
  readonly normalised: readonly Normalisation[];
  readonly isReordered: boolean;
}

/** Lines are handed on in pieces of about this size. */
const FLUSH_CHARACTERS = 1 << 20;
/** Examples kept per kind of breach and column; counts stay exact. */
const EXAMPLES = 3;
const MOST_EXAMPLES = 60;

/**
 * One streaming pass over an upload: decode, match columns by name, check each row, profile each column, and rewrite
 * the good rows in the dataset's column order with LF line ends. Memory does not grow with the file, except for 16
 * bytes a row for the uniqueness of keys.
 */
export async function referencePass(
  bytes: AsyncIterable<Uint8Array>,
  dataset: DatasetConfig,
  sink: UploadSink,
  delimiter = ',',
): Promise<UploadPass> {
  const names = dataset.columns.map((column) => column.name);
  const at = (name: string) => names.indexOf(name);
  const check = rowCheck(dataset);
  const keyAt = dataset.key.map(at);
  const timeAt = at(dataset.eventTime);
  const labelAt = dataset.labels.map((name) => ({ name, position: at(name) }));
  const profilers = dataset.columns.map(
    (column) => new ColumnProfiler(column.name, column.type === 'integer' || column.type === 'number'),
  );
  const keys = new KeySet();
  const breaches: (RowBreach & { row: number; line: number })[] = [];
  const breachCounts = new Map<string, number>();
  const labelled = new Map(labelAt.map(({ name }) => [name, 0]));
  const hash = createHash('sha256');
  const header = `${names.map(csvCell).join(',')}\n`;
  let match: ColumnMatch | undefined;
  let extra: readonly string[] = [];
  let pendingRows = header;
  let pendingKeys = '';
  let pendingRejected = header;
  let hasRejected = false;
  let row = 0;
  let goodRows = 0;
  let minEventTime = '';
  let maxEventTime = '';

  /** Without key or event time a row has no place in the dataset, whatever else is tolerated. */
  const isDecisive = ({ code, column }: RowBreach): boolean =>
    code !== 'duplicate-key' && (column === dataset.eventTime || dataset.key.includes(column));

  const flush = async (isLast: boolean): Promise<void> => {
    if (isLast || pendingRows.length > FLUSH_CHARACTERS) {
      const [lines, keyLines] = [pendingRows, pendingKeys];
      hash.update(lines);
      pendingRows = '';
      pendingKeys = '';
      await sink.rows(lines);
      await sink.keys(keyLines);
    }
    if (hasRejected && (isLast || pendingRejected.length > FLUSH_CHARACTERS)) {
      const lines = pendingRejected;
      pendingRejected = '';
      await sink.rejected(lines);
    }
  };
  const record = (breach: RowBreach, line: number): void => {
    const kind = `${breach.code}:${breach.column}`;
    const count = (breachCounts.get(kind) ?? 0) + 1;
    breachCounts.set(kind, count);
    if (count <= EXAMPLES && breaches.length < MOST_EXAMPLES) breaches.push({ ...breach, row, line });
  };

  const handler: Parameters<typeof decodeCsv>[1] = {
    header: (columns) => {
      match = matchColumns(columns, dataset);
      extra = match.extra;
    },
    row: (fileCells, line) => {
      row += 1;
      if (match === undefined || match.missing.length > 0 || match.extra.length > 0) return undefined;
      const cells = match.positions.map((position) => (position < 0 ? '' : (fileCells[position] ?? '')));
      const found = [...check(cells)];
      const key = rowKey(keyAt.map((position) => cells[position] ?? ''));
      // A row that breaches anyway takes no key: its mended twin may follow.
      if (found.length === 0 && !keys.add(key)) {
        found.push({
          code: 'duplicate-key',
          column: dataset.key.join(', '),
          received: 'a key that an earlier row of this file has',
          allowed: 'each key once',
        });
      }
      for (const breach of found) record(breach, line);
      const text = `${cells.map(csvCell).join(',')}\n`;
      if (found.length > 0 && (dataset.onBreach !== 'warn' || found.some(isDecisive))) {
        pendingRejected += text;
        hasRejected = true;
      } else {
        goodRows += 1;
        pendingRows += text;
        pendingKeys += `${key}\n`;
        cells.forEach((cell, column) => profilers[column]?.add(cell));
        for (const { name, position } of labelAt) {
          if (cells[position] !== '') labelled.set(name, (labelled.get(name) ?? 0) + 1);
        }
        const time = cells[timeAt] ?? '';
        minEventTime = earlier(minEventTime, time);
        maxEventTime = later(maxEventTime, time);
      }
      const isFull = pendingRows.length > FLUSH_CHARACTERS || pendingRejected.length > FLUSH_CHARACTERS;
      return isFull ? flush(false) : undefined;
    },
  };
  const decoded = await decodeCsv(bytes, handler, delimiter);
  await flush(true);
  return {
    facts: {
      rows: decoded.rows,
      goodRows,
      rejectedRows: decoded.rows - goodRows,
      missingColumns: match?.missing ?? [],
      extraColumns: extra,
      ...(decoded.failure === undefined ? {} : { failure: decoded.failure }),
      breaches,
      breachCounts: Object.fromEntries(breachCounts),
      maxEventTime,
      labelled: Object.fromEntries(labelled),
    },
    profile: {
      rows: goodRows,
      minEventTime,
      maxEventTime,
      columns: profilers.map((profiler) => profiler.finish()),
    },
    sha256: hash.digest('hex'),
    normalised: decoded.normalised,
    isReordered: match?.isReordered ?? false,
  };
}

function csvCell(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
