import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { bucketStart } from '#core/serving/bucket';
import { sketchKey } from '#core/monitoring/sketch-key';
import type { ObjectStore } from '#ports/object-store';

export interface CapturedRow {
  /** Absent: the caller named no row, as in native capture. */
  readonly id?: string;
  readonly at: string;
  readonly cells: string;
  readonly answer: number | string;
}

export interface CapturedRequest {
  readonly rows: readonly CapturedRow[];
  readonly inferenceId?: string;
  readonly purpose?: string;
}

/**
 * Writes a capture object of a version and its sketches, one for each bucket of event time. Rows with ids are written
 * as the front door writes them, others as SageMaker does.
 */
export async function capture(
  store: ObjectStore,
  object: {
    readonly model: string;
    readonly version: number;
    readonly name: string;
    readonly bucket: '1h' | '1d';
  },
  requests: readonly CapturedRequest[],
): Promise<void> {
  const { model, version, name, bucket } = object;
  const variant = `v${version}`;
  const key = `gyre-test-${model}/${variant}/2024/05/09/08/${name}.jsonl.gz`;
  const lines = requests.map((request, at) => captureLine(version, request, `${name}-${at}`));
  await store.write({ bucket: 'capture', key }, gzipSync(`${lines.join('\n')}\n`), 'application/gzip');
  const starts = new Set(requests.flatMap(({ rows }) => rows.map((row) => bucketStart(row.at, bucket))));
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 16);
  for (const start of starts) {
    const address = { model, version, variant, bucketStart: start, digest };
    const sketch = JSON.stringify({ format: 1, source: { bucket: 'capture', key } });
    await store.write({ bucket: 'reports', key: sketchKey(address) }, sketch, 'application/json');
  }
}

function captureLine(version: number, request: CapturedRequest, eventId: string): string {
  const { rows, inferenceId, purpose = 'live' } = request;
  const body = (lines: readonly (string | number)[]) => lines.map((line) => `${line}\n`).join('');
  const rowIds = rows.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const side = { observedContentType: 'text/csv', encoding: 'CSV' };
  const attributes = [`purpose=${purpose};event-time=${rows[0]?.at ?? ''}`];
  return JSON.stringify({
    captureData: {
      endpointInput: { ...side, mode: 'INPUT', data: body(rows.map(({ cells }) => cells)) },
      endpointOutput: { ...side, mode: 'OUTPUT', data: body(rows.map(({ answer }) => answer)) },
    },
    eventMetadata: {
      ...{ eventId, inferenceTime: '2024-05-09T08:00:01Z', customAttributes: attributes },
      ...(inferenceId === undefined ? {} : { inferenceId }),
    },
    eventVersion: '0',
    ...(rowIds.length === 0
      ? {}
      : { gyre: { modelVersion: version, rowIds, eventTimes: rows.map(({ at }) => at) } }),
  });
}
