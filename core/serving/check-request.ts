import type { ColumnConfig, DatasetConfig } from '../config/dataset-config.ts';
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
/** Characters of what was sent, and names of columns, that an answer repeats. */
const MOST_SHOWN = 40;
const SPECIAL = /[",\r\n]/;
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
  const features = featureCheckers(at, rule);
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
      line: featureLine(cells, features, row),
      rowId: keys.length === 0 ? `${request.inferenceId}#${row}` : checkedKey(cells, keys, row),
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
  const labels = new Set(dataset.labels);
  const allowed = new Set(dataset.columns.map(({ name }) => name).filter((name) => !labels.has(name)));
  const at = new Map<string, number>();
  columns.forEach((name, index) => {
    if (!allowed.has(name)) {
      const why = labels.has(name) ? 'a label cannot be sent with a request' : 'an unknown column';
      throw bad(why, 'columns', name.slice(0, MOST_SHOWN), namesShown([...allowed]));
    }
    if (at.has(name)) throw bad('a column stands twice', 'columns', name, 'each column once');
    at.set(name, index);
  });
  const missing = features.filter((name) => !at.has(name));
  if (missing.length > 0) {
    throw bad(
      'a feature of the model is missing',
      'columns',
      `no ${namesShown(missing)}`,
      namesShown(features),
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

/** A feature: where its cells stand, and what they may be. */
interface FeatureChecker {
  readonly name: string;
  readonly at: number;
  readonly allowed: string;
  readonly accepts: (cell: string) => boolean;
}

function featureCheckers(at: ReadonlyMap<string, number>, rule: RequestRule): readonly FeatureChecker[] {
  const types = new Map(rule.dataset.columns.map(({ name, type }) => [name, type]));
  return rule.features.map((name) => ({
    ...{ name, at: at.get(name) ?? -1 },
    ...cellRule(types.get(name) ?? 'number'),
  }));
}

/** Ranges and domains are not asked for: values nobody expected are what drift is found by (docs/decisions/0016). */
function cellRule(type: ColumnConfig['type']): Pick<FeatureChecker, 'allowed' | 'accepts'> {
  switch (type) {
    case 'integer':
    case 'number':
      return {
        allowed: 'a number, or empty',
        accepts: (cell) => NUMBER.test(cell) && Number.isFinite(Number(cell)),
      };
    case 'boolean':
      return { allowed: 'true, false, or empty', accepts: (cell) => cell === 'true' || cell === 'false' };
    case 'timestamp':
      return { allowed: 'an ISO 8601 time in UTC, or empty', accepts: isTimestamp };
    case 'string':
      // Models are trained on lines without quotes.
      return { allowed: 'text without comma, quote or line end', accepts: (cell) => !SPECIAL.test(cell) };
  }
}

function featureLine(cells: readonly string[], features: readonly FeatureChecker[], row: number): string {
  let line = '';
  for (let index = 0; index < features.length; index += 1) {
    const feature = features[index];
    const cell = cells[feature?.at ?? -1] ?? '';
    if (feature !== undefined && cell !== '' && !feature.accepts(cell)) {
      // The value itself stays out of the message: it may be personal.
      throw bad(
        'a cell is not of the type of its column',
        `row ${row + 1}, ${feature.name}`,
        `${cell.length} characters of another kind`,
        feature.allowed,
      );
    }
    line += index === 0 ? cell : `,${cell}`;
  }
  return line;
}

function checkedKey(cells: readonly string[], keys: readonly number[], row: number): string {
  const key = keys.map((at) => cells[at] ?? '');
  if (!key.includes('')) return rowKey(key);
  // Labels could never find it.
  throw bad('an empty cell in a key', `row ${row + 1}`, 'no key', 'a key in every row, or no key columns');
}

function checkedTime(time: string, row: number, { span, dataset }: RequestRule): string {
  const where = `row ${row + 1}, ${dataset.eventTime}`;
  if (!isTimestamp(time)) {
    throw bad(
      'not an event time',
      where,
      time.slice(0, MOST_SHOWN),
      'ISO 8601 in UTC, such as 2013-04-01T07:00:00Z',
    );
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

function namesShown(names: readonly string[]): string {
  const more = names.length - MOST_SHOWN;
  return more <= 0 ? names.join(', ') : `${names.slice(0, MOST_SHOWN).join(', ')} and ${more} more`;
}
