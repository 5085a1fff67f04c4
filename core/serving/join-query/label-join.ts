/**
 * Labels and the answers they are about, row by row: what `JoinGroundTruth` finds in one function, as a query for
 * more rows than a function holds.
 *
 * - Of the labels of a row the first stands, file by file and line by line, for each label column by itself; a row
 *   without the model's own label is no row.
 * - Of several answers to a row counts that of the newest bucket, then of the highest version. Within both a request
 *   that was sent again got the same answer, so which one is taken (the smallest event id) changes nothing.
 * - A row that an earlier join has is left out.
 */
import { type CapturedAnswers, capturedAnswersQuery, MOST_PARTS } from './captured-answers.ts';
import { BadStatementError } from './errors.ts';
import { type TableName, tableReference, wholeNumber } from './sql-text.ts';

/** One of `count` hash partitions of the row id; rows of a part meet only labels of that part. */
export interface HashPart {
  readonly part: number;
  /** A power of two. */
  readonly count: number;
}

export interface LabelJoin {
  /** Lines of captures, or the table that `answersStatement` wrote of them, which is a fraction of their bytes. */
  readonly answers: CapturedAnswers | TableName;
  /** Rows of accepted label files (see tables.ts). */
  readonly labels: TableName;
  /** Labels in a row, and the place of the model's own among them, from 0. */
  readonly labelCount: number;
  readonly ownLabel: number;
  /** Rows that were joined before: row_id and bucket_start. Default: none. */
  readonly earlier?: TableName;
  /** Default: all rows. */
  readonly part?: HashPart;
}

/** Lines of one label file at most (`MOST_LABEL_ROWS` and its header fit): files and lines are one order. */
const LINES_OF_A_FILE = 1_000_000;

/** @returns a query with the columns version, bucket_start, row_id, prediction, label, event_time, input, label_values */
export function labelJoinQuery(join: LabelJoin): string {
  const { answers, labels, labelCount, ownLabel, earlier, part } = join;
  if (!(ownLabel >= 0 && ownLabel < labelCount)) throw badLabel(ownLabel, labelCount);
  const columns = Array.from({ length: labelCount }, (_, index) => `label_${wholeNumber(index + 1)}`);
  const own = `label_${wholeNumber(ownLabel + 1)}`;
  const from = 'versions' in answers ? `(${capturedAnswersQuery(answers)}\n  )` : tableReference(answers);
  return `
WITH label_rows AS (
  SELECT row_id,
    ${columns.map((name, at) => `${firstValue(at + 1)} AS ${name}`).join(',\n    ')}
  FROM ${tableReference(labels)}${part === undefined ? '' : `\n  WHERE ${isInPart(HASH_BYTE, part)}`}
  GROUP BY row_id
), matched AS (
  SELECT a.version, a.bucket_start, a.row_id, a.prediction, a.event_time, a.input,
    ${columns.map((name) => `l.${name}`).join(', ')},
    row_number() OVER (
      PARTITION BY a.row_id ORDER BY a.bucket_start DESC, a.version DESC, a.event_id, a.row_index) AS place
  FROM ${from} AS a
  JOIN label_rows AS l ON l.row_id = a.row_id
  WHERE a.prediction IS NOT NULL AND l.${own} IS NOT NULL${part === undefined ? '' : `\n    AND ${answersInPart(answers, part)}`}
)
SELECT m.version, m.bucket_start, m.row_id, m.prediction,
  CASE m.${own} WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE CAST(m.${own} AS double) END AS label,
  m.event_time, m.input,
  ARRAY[${columns.map((name) => `coalesce(m.${name}, '')`).join(', ')}] AS label_values
FROM matched AS m
WHERE m.place = 1${earlier === undefined ? '' : notEarlier(earlier)}`;
}

const HASH_BYTE = 'from_base(substr(to_hex(md5(to_utf8(row_id))), 1, 2), 16)';

/** The first value of a label column that is not empty, in the order of files and lines. */
function firstValue(place: number): string {
  const value = `element_at(label_values, ${wholeNumber(place)})`;
  return `min_by(${value}, file_order * ${LINES_OF_A_FILE} + line) FILTER (WHERE ${value} <> '')`;
}

/** Of a table of answers only the partitions are read that hold the part. */
function answersInPart(answers: LabelJoin['answers'], hash: HashPart): string {
  const condition = isInPart('a.hash_byte', hash);
  if ('versions' in answers) return condition;
  const folders = Array.from({ length: MOST_PARTS }, (_, folder) => folder);
  return `a.part IN (${folders.filter((folder) => folder % hash.count === hash.part).join(', ')})`;
}

function isInPart(hashByte: string, { part, count }: HashPart): string {
  const isPower = count >= 1 && count <= MOST_PARTS && Number.isInteger(Math.log2(count));
  if (isPower && Number.isInteger(part) && part >= 0 && part < count)
    return `mod(${hashByte}, ${count}) = ${part}`;
  throw new BadStatementError('there is no such hash partition', {
    received: `part ${part} of ${count}`,
    allowed: `parts 0 to n - 1 of n = 1, 2, 4, ... ${MOST_PARTS}`,
    fix: 'count parts from 0, and take a power of two of them',
  });
}

function notEarlier(earlier: TableName): string {
  return `
  AND NOT EXISTS (
    SELECT 1 FROM ${tableReference(earlier)} AS e
    WHERE e.row_id = m.row_id AND e.bucket_start = m.bucket_start)`;
}

function badLabel(ownLabel: number, labelCount: number): BadStatementError {
  return new BadStatementError("the model's own label is not among those of the dataset", {
    received: `label ${ownLabel} of ${labelCount}`,
    allowed: 'a place from 0 below the number of labels',
    fix: 'take the place of model.label in the labels of its dataset.yaml',
  });
}
