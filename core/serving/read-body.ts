import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { PredictionRequest } from './check-request.ts';
import { BadRequestError, RequestTooLargeError, UnsupportedMediaTypeError } from './errors.ts';

export const MOST_BODY_BYTES = 256 * 1024;

const cellSchema = z.union([z.string(), z.number(), z.null()]);
const jsonSchema = z.strictObject({
  inferenceId: z.string().optional(),
  rows: z.array(z.record(z.string(), cellSchema)),
});
const BYTE_ORDER_MARK = '\uFEFF';
const INFERENCE_ID = /^[\x21-\x7e]{1,64}$/;

/**
 * A body as names and text cells. CSV: a header line, then rows.
 * JSON: `{"rows": [{"column": value}]}`, a value being a number, a text or null.
 * @param inferenceId from the header, or newly made
 * @throws BadRequestError, RequestTooLargeError, UnsupportedMediaTypeError
 */
export function readBody(body: string, contentType: string, inferenceId: string): PredictionRequest {
  const bytes = Buffer.byteLength(body);
  if (bytes > MOST_BODY_BYTES) {
    throw new RequestTooLargeError('the body is too large', {
      where: 'body',
      received: `${bytes} bytes`,
      allowed: `at most ${MOST_BODY_BYTES}`,
      fix: 'send several requests',
    });
  }
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  const request = type === 'text/csv' ? fromCsv(body, inferenceId) : undefined;
  if (request !== undefined) return request;
  if (type === 'application/json') return fromJson(body, inferenceId);
  throw new UnsupportedMediaTypeError('the content type is not one that can be read', {
    where: 'header content-type',
    received: contentType.slice(0, 64) || 'none',
    allowed: 'text/csv, application/json',
    fix: 'set the header',
  });
}

function fromCsv(body: string, inferenceId: string): PredictionRequest {
  const text = body.startsWith(BYTE_ORDER_MARK) ? body.slice(1) : body;
  const [columns = [], ...rows] = text.includes('"') ? quotedLines(text) : plainLines(text);
  return { inferenceId: checkedId(inferenceId), columns, rows };
}

/** Without a quote a line is its cells: ten times as fast as a parser, and what nearly every caller sends. */
function plainLines(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => line.split(','));
}

function quotedLines(text: string): readonly (readonly string[])[] {
  try {
    // Ragged rows are told apart later, with their number.
    return parse(text, { relax_column_count: true, record_delimiter: ['\r\n', '\n'] });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw unreadable('a quote that is opened or closed in the wrong place', 'CSV by RFC 4180');
  }
}

function fromJson(body: string, inferenceId: string): PredictionRequest {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw unreadable('text that is not JSON', '{"rows": [{"column": value}]}');
  }
  const parsed = jsonSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw unreadable(
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
      '{"rows": [{"column": value}]}',
    );
  }
  const { rows } = parsed.data;
  const columns = Object.keys(rows[0] ?? {});
  const cells = rows.map((row, index) => {
    if (Object.keys(row).length !== columns.length || columns.some((name) => !Object.hasOwn(row, name)))
      throw unreadable(`row ${index + 1} has other columns than row 1`, columns.join(', '));
    return columns.map((name) => String(row[name] ?? ''));
  });
  return { inferenceId: checkedId(parsed.data.inferenceId ?? inferenceId), columns, rows: cells };
}

function checkedId(inferenceId: string): string {
  if (INFERENCE_ID.test(inferenceId)) return inferenceId;
  throw new BadRequestError('not an inference id', {
    where: 'inferenceId',
    received: `${inferenceId.length} characters`,
    allowed: '1 to 64 printable ASCII characters without blanks',
    fix: 'leave it out: one is made and answered',
  });
}

function unreadable(received: string, allowed: string): BadRequestError {
  return new BadRequestError('the body cannot be read', {
    ...{ where: 'body', received, allowed },
    fix: 'send CSV with a header line, or JSON as allowed',
  });
}
