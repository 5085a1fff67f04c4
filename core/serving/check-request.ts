import type { DatasetConfig } from '../config/dataset-config.ts';
import { isTimestamp } from '../data/event-time.ts';
import { rowKey } from '../data/row-key.ts';
import { bucketStart } from './bucket.ts';
import { BadRequestError, RequestTooLargeError } from './errors.ts';

/** A request as it came, whatever its content type: names, and text cells row by row; an empty cell is missing. */
export interface PredictionRequest {
  readonly inferenceId: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A request that can be answered: rows in the model's order, ids and event times. */
export interface CheckedRequest {
  readonly lines: readonly string[];
  readonly rowIds: readonly string[];
  readonly eventTimes: readonly string[];
  /** Of all rows: a request holds one bucket. */
  readonly bucketStart: string;
}

export interface RequestRule {
  readonly dataset: DatasetConfig;
  /** In the model's order. */
  readonly features: readonly string[];
  readonly bucket: '1h' | '1d';
  /** The only event times that are taken; any, where the caller may replay. */
  readonly span: { readonly from: string; readonly to: string } | 'any';
  /** For rows without an event time. */
  readonly now: string;
}

export const MOST_ROWS = 1000;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * Holds a request against the dataset's columns: what the front door takes is a row of the dataset without its
 * labels. Key and event time may be left out, each for all rows; every feature of the model must be there.
 * @throws BadRequestError, RequestTooLargeError
 */
export function checkRequest(request: PredictionRequest, rule: RequestRule): CheckedRequest {
  const { rows } = request;
  if (rows.length === 0) throw bad('a request without rows', 'body', '0 rows', `1 to ${MOST_ROWS} rows`);
  if (rows.length > MOST_ROWS) {
    throw new RequestTooLargeError('too many rows in one request', {
      where: 'body',
      received: `${rows.length} rows`,
      allowed: `at most ${MOST_ROWS}`,
      fix: 'send several requests',
    });
  }
  const at = positions(request.columns, rule);
  const features = rule.features.map((name) => at.get(name) ?? -1);
  const keys = rule.dataset.key.flatMap((name) => at.get(name) ?? []);
  const time = at.get(rule.dataset.eventTime);
  const checked = rows.map((cells, row) => {
    if (cells.length !== request.columns.length) {
      const received = `${cells.length} cells`;
      throw bad(
        'a row has another number of cells',
        `row ${row + 1}`,
        received,
        `${request.columns.length} cells`,
      );
    }
    return {
      line: featureCells(cells, features, row, rule.features),
      rowId:
        keys.length === 0 ? `${request.inferenceId}#${row}` : rowKey(keys.map((key) => cells[key] ?? '')),
      eventTime: time === undefined ? rule.now : checkedTime(cells[time] ?? '', row, rule),
    };
  });
  const eventTimes = checked.map(({ eventTime }) => eventTime);
  return {
    lines: checked.map(({ line }) => line),
    rowIds: uniqueIds(checked.map(({ rowId }) => rowId)),
    eventTimes,
    bucketStart: oneBucket(eventTimes, rule.bucket),
  };
}

function positions(
  columns: readonly string[],
  { dataset, features }: RequestRule,
): ReadonlyMap<string, number> {
  const allowed = dataset.columns.map(({ name }) => name).filter((name) => !dataset.labels.includes(name));
  const at = new Map<string, number>();
  columns.forEach((name, index) => {
    if (!allowed.includes(name)) {
      const why = dataset.labels.includes(name)
        ? 'a label cannot be sent with a request'
        : 'an unknown column';
      throw bad(why, 'columns', name.slice(0, 64), allowed.join(', '));
    }
    if (at.has(name)) throw bad('a column stands twice', 'columns', name, 'each column once');
    at.set(name, index);
  });
  const missing = features.filter((name) => !at.has(name));
  if (missing.length > 0) {
    throw bad(
      'a feature of the model is missing',
      'columns',
      `no ${missing.slice(0, 10).join(', ')}`,
      features.join(', '),
    );
  }
  const keys = dataset.key.filter((name) => at.has(name));
  if (keys.length > 0 && keys.length < dataset.key.length) {
    throw bad(
      'the key is not whole',
      'columns',
      keys.join(', '),
      `all of ${dataset.key.join(', ')}, or none`,
    );
  }
  return at;
}

function featureCells(
  cells: readonly string[],
  features: readonly number[],
  row: number,
  names: readonly string[],
): string {
  let line = '';
  for (let index = 0; index < features.length; index += 1) {
    const cell = cells[features[index] ?? -1] ?? '';
    // The value itself stays out of the message: it may be personal.
    if (cell !== '' && !NUMBER.test(cell)) {
      const received = `${cell.length} characters that are no number`;
      throw bad(
        'a feature is no number',
        `row ${row + 1}, ${names[index] ?? ''}`,
        received,
        'a number, or empty',
      );
    }
    line += index === 0 ? cell : `,${cell}`;
  }
  return line;
}

function checkedTime(time: string, row: number, { span, dataset }: RequestRule): string {
  const where = `row ${row + 1}, ${dataset.eventTime}`;
  if (!isTimestamp(time)) {
    throw bad('not an event time', where, time.slice(0, 40), 'ISO 8601 in UTC, such as 2013-04-01T07:00:00Z');
  }
  if (span === 'any') return time;
  const moment = Date.parse(time);
  if (moment >= Date.parse(span.from) && moment <= Date.parse(span.to)) return time;
  throw new BadRequestError('an event time outside what live requests may have', {
    where,
    received: time,
    allowed: `${span.from} to ${span.to}`,
    fix: 'correct the clock or the column; to replay other times send to .../replays, which needs its own permission',
  });
}

function oneBucket(eventTimes: readonly string[], bucket: '1h' | '1d'): string {
  const starts = new Set(eventTimes.map((time) => bucketStart(time, bucket)));
  const [first = ''] = starts;
  if (starts.size <= 1) return first;
  const received = [...starts].sort().slice(0, 3).join(', ');
  throw bad(
    'rows of several buckets of event time',
    'rows',
    received,
    `rows of one ${bucket === '1h' ? 'hour' : 'day'}, UTC`,
  );
}

function uniqueIds(ids: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  ids.forEach((id, row) => {
    if (seen.has(id))
      throw bad('two rows with one key', `row ${row + 1}`, 'a key that stands before', 'each key once');
    seen.add(id);
  });
  return ids;
}

function bad(headline: string, where: string, received: string, allowed: string): BadRequestError {
  return new BadRequestError(headline, {
    ...{ where, received, allowed },
    fix: 'send the columns of the dataset without its labels; gyre model show lists the features',
  });
}
