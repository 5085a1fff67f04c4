import { sha256Hex } from '../../registry/identify.ts';
import { type CapturedAnswers, capturedAnswersQuery, MOST_PARTS } from './captured-answers.ts';
import { BadStatementError } from './errors.ts';
import { type LabelJoin, labelJoinQuery } from './label-join.ts';
import { textLiteral } from './sql-text.ts';

/** What a join engine runs: a statement that writes its result to S3, and a name for it. */
export interface JoinStatement {
  readonly sql: string;
  /** Where the result lies: a prefix that holds nothing before. */
  readonly location: string;
  /** The same statement has the same token, and an engine runs it once. 64 hex digits. */
  readonly token: string;
}

/** Athena takes so many bytes of a statement. */
const MOST_STATEMENT_BYTES = 262_144;

/**
 * Joined rows as compressed lines of JSON.
 * @param location `s3://bucket/prefix/`; an attempt that failed may have left something there, so the next attempt
 *   takes another
 * @throws BadStatementError
 */
export function joinStatement(join: LabelJoin, location: string): JoinStatement {
  const sql = `UNLOAD (${labelJoinQuery(join)}
) TO ${place(location)} WITH (format = 'JSON', compression = 'GZIP')`;
  return named(sql, location);
}

/**
 * Answers of a window as columns by hash partition, for joins that come again: labels arrive over weeks, and each
 * join then scans columns instead of capture lines.
 * @throws BadStatementError
 */
export function answersStatement(source: CapturedAnswers, location: string): JoinStatement {
  const sql = `UNLOAD (
SELECT answer.*, mod(answer.hash_byte, ${MOST_PARTS}) AS part
FROM (${capturedAnswersQuery(source)}
) AS answer
) TO ${place(location)} WITH (format = 'PARQUET', compression = 'ZSTD', partitioned_by = ARRAY['part'])`;
  return named(sql, location);
}

function place(location: string): string {
  if (/^s3:\/\/[a-z0-9.-]{3,63}\/.+\/$/.test(location)) return textLiteral(location);
  throw new BadStatementError('the result of a statement has no place', {
    received: location,
    allowed: 's3://<bucket>/<prefix>/',
    fix: 'name a prefix of a bucket, with a slash at its end',
  });
}

function named(sql: string, location: string): JoinStatement {
  const bytes = Buffer.byteLength(sql);
  if (bytes <= MOST_STATEMENT_BYTES) return { sql, location, token: sha256Hex(sql) };
  throw new BadStatementError('the statement is longer than the engine takes', {
    received: `${bytes} bytes`,
    allowed: `at most ${MOST_STATEMENT_BYTES} bytes`,
    fix: 'join the answers of fewer versions at a time',
  });
}
