/**
 * The answers in capture objects, one row each: what `decodeCaptureLine` reads, as a query over lines of text, where
 * bodies are lines of CSV without a header and an answer is one number. Other payloads (docs/captures.md) are for
 * the functions; `answersReadQuery` tells how much of a window the query can read.
 *
 * A line is taken as text and not as columns, since the attributes of a record are a string or a list of strings,
 * which no column type is. Left out, as there: smoke and shadow calls, unknown versions and encodings, and requests
 * whose rows, answers, ids or times are not of one number. An answer that is no number has no prediction. Unlike
 * there, one unreadable event time leaves out its row and not its request.
 */
import { type TableName, tableReference, textList, textLiteral } from './sql-text.ts';

export interface CapturedAnswers {
  /** Lines of text, by `variant` and `hour` (see tables.ts). */
  readonly table: TableName;
  /** Model versions; the variant of version 2 is `v2`. */
  readonly versions: readonly number[];
  /** Wall hours of the invocations, both included: `2013/04/01/07`. Nothing outside is scanned. */
  readonly fromHour: string;
  readonly toHour: string;
  /** Of event time, as the model's sketches have it. */
  readonly bucket: '1h' | '1d';
}

/** A decimal number as JavaScript reads one. */
const NUMBER = String.raw`^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$`;
const LARGEST = '1.7976931348623157E308';
/** Hash partitions at most: a query writes at most 100. */
export const MOST_PARTS = 64;

/**
 * @returns a query with the columns version, bucket_start, row_id, event_time, event_id, row_index, input, prediction
 *   and hash_byte (0 to 255, of the row id)
 */
export function capturedAnswersQuery(source: CapturedAnswers): string {
  const { table, bucket } = source;
  const unit = bucket === '1h' ? 'hour' : 'day';
  return `
  WITH capture_lines AS (
    SELECT variant, line FROM ${tableReference(table)}
    WHERE ${isInWindow(source)}
  ), requests AS (
    SELECT
      CAST(substr(variant, 2) AS integer) AS version,
      json_extract_scalar(line, '$.eventMetadata.eventId') AS event_id,
      json_extract_scalar(line, '$.eventMetadata.inferenceId') AS inference_id,
      json_extract_scalar(line, '$.eventMetadata.inferenceTime') AS inference_time,
      ';' || coalesce(
        json_extract_scalar(line, '$.eventMetadata.customAttributes'),
        array_join(try_cast(json_extract(line, '$.eventMetadata.customAttributes') AS array(varchar)), ';'),
        '') AS attributes,
      ${body('Input')} AS input_body,
      ${body('Output')} AS output_body,
      try_cast(json_extract(line, '$.gyre.rowIds') AS array(varchar)) AS row_ids,
      try_cast(json_extract(line, '$.gyre.eventTimes') AS array(varchar)) AS event_times
    FROM capture_lines
    WHERE json_extract_scalar(line, '$.eventVersion') = '0'
  ), bodies AS (
    SELECT version, event_id, inference_id, inference_time, attributes, row_ids, event_times,
      split(${withoutLast('input_body', 10)}, chr(10)) AS inputs,
      split(${withoutLast('output_body', 10)}, chr(10)) AS outputs
    FROM requests
    WHERE event_id IS NOT NULL AND inference_time IS NOT NULL
      AND (NOT regexp_like(attributes, ';\\s*purpose\\s*=')
        OR trim(regexp_extract(attributes, '^.*;\\s*purpose\\s*=([^;]*)', 1)) NOT IN ('smoke', 'shadow'))
  ), answers AS (
    SELECT version, event_id, n AS row_index,
      coalesce(element_at(row_ids, n),
        coalesce(inference_id, event_id) || '#' || CAST(n - 1 AS varchar)) AS row_id,
      coalesce(element_at(event_times, n),
        CASE WHEN regexp_like(attributes, ';\\s*event-time\\s*=')
          THEN trim(regexp_extract(attributes, '^.*;\\s*event-time\\s*=([^;]*)', 1))
          ELSE inference_time END) AS event_time,
      ${withoutLast('element_at(inputs, n)', 13)} AS input,
      trim(${withoutLast('output', 13)}) AS output
    FROM bodies CROSS JOIN UNNEST(outputs) WITH ORDINALITY AS t (output, n)
    WHERE cardinality(inputs) = cardinality(outputs)
      AND coalesce(cardinality(row_ids), cardinality(outputs)) = cardinality(outputs)
      AND coalesce(cardinality(event_times), cardinality(outputs)) = cardinality(outputs)
  ), timed AS (
    SELECT *, try(from_iso8601_timestamp(event_time)) AS moment,
      CASE WHEN regexp_like(output, '${NUMBER}') THEN try_cast(output AS double) END AS number
    FROM answers
  )
  SELECT version,
    date_format(date_trunc('${unit}', moment AT TIME ZONE 'UTC'), '%Y-%m-%dT%H') AS bucket_start,
    row_id, event_time, event_id, row_index, input,
    CASE WHEN abs(number) <= ${LARGEST} THEN number END AS prediction,
    from_base(substr(to_hex(md5(to_utf8(row_id))), 1, 2), 16) AS hash_byte
  FROM timed
  WHERE moment IS NOT NULL`;
}

/**
 * What the query above reads of a window: when `predictions` are fewer than `answers`, or `requests` than `live`,
 * the payloads are of shapes that only the functions read.
 * @returns a query with the columns live (events that are no smoke or shadow calls), requests (of them read),
 *   answers and predictions
 */
export function answersReadQuery(source: CapturedAnswers): string {
  return `
SELECT
  (SELECT count(DISTINCT json_extract_scalar(line, '$.eventMetadata.eventId'))
    FROM ${tableReference(source.table)}
    WHERE ${isInWindow(source)}
      AND NOT regexp_like(
        coalesce(json_format(json_extract(line, '$.eventMetadata.customAttributes')), ''),
        'purpose\\s*=\\s*(smoke|shadow)')) AS live,
  count(DISTINCT event_id) AS requests,
  count(*) AS answers,
  count(prediction) AS predictions
FROM (${capturedAnswersQuery(source)}
) AS answer`;
}

function isInWindow({ versions, fromHour, toHour }: CapturedAnswers): string {
  const variants = textList(versions.map((version) => `v${version}`));
  return `variant IN ${variants} AND hour BETWEEN ${textLiteral(fromHour)} AND ${textLiteral(toHour)}`;
}

/** A side of a record as text; null for an encoding that nobody knows. */
function body(side: 'Input' | 'Output'): string {
  const path = `$.captureData.endpoint${side}`;
  const data = `json_extract_scalar(line, '${path}.data')`;
  return `CASE json_extract_scalar(line, '${path}.encoding')
        WHEN 'CSV' THEN ${data} WHEN 'JSON' THEN ${data}
        WHEN 'BASE64' THEN from_utf8(try(from_base64(${data}))) END`;
}

/** A text without one line feed (10) or carriage return (13) at its end. */
function withoutLast(text: string, code: 10 | 13): string {
  return `CASE WHEN substr(${text}, -1) = chr(${code})
        THEN substr(${text}, 1, length(${text}) - 1) ELSE ${text} END`;
}
