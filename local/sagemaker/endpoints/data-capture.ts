import { randomUUID } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DataCaptureConfig } from '@aws-sdk/client-sagemaker';

/** One answered request, as the runtime saw it. */
export interface Exchange {
  readonly endpoint: string;
  readonly variant: string;
  readonly at: Date;
  readonly inferenceId?: string;
  readonly customAttributes?: string;
  readonly input: { readonly contentType: string; readonly body: Uint8Array };
  readonly output: { readonly contentType: string; readonly body: Uint8Array };
}

interface Buffered {
  readonly destination: string;
  readonly lines: string[];
  bytes: number;
  readonly since: Date;
}

const FLUSH_MILLISECONDS = 1000;
const FLUSH_BYTES = 4 * 1024 * 1024;

/**
 * Native data capture in SageMaker's layout and schema: `<prefix>/<endpoint>/<variant>/yyyy/mm/dd/hh/<name>.jsonl`,
 * one record a request. Files are written once a second here, after minutes on AWS.
 */
export class DataCapture {
  readonly #s3: S3Client;
  readonly #buffers = new Map<string, Buffered>();
  readonly #writes = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(s3: S3Client) {
    this.#s3 = s3;
  }

  record(config: DataCaptureConfig | undefined, exchange: Exchange): void {
    if (config?.EnableCapture !== true || config.DestinationS3Uri === undefined) return;
    if (Math.random() * 100 >= (config.InitialSamplingPercentage ?? 100)) return;
    const hour = exchange.at.toISOString().slice(0, 13).replace(/-/g, '/').replace('T', '/');
    const key = `${config.DestinationS3Uri}\n${exchange.endpoint}/${exchange.variant}/${hour}`;
    const buffer = this.#buffers.get(key) ?? { destination: key, lines: [], bytes: 0, since: exchange.at };
    const line = JSON.stringify(captureRecord(config, exchange));
    buffer.lines.push(line);
    buffer.bytes += line.length;
    this.#buffers.set(key, buffer);
    if (buffer.bytes >= FLUSH_BYTES) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MILLISECONDS);
  }

  /** Resolves when everything recorded so far lies in S3, or could not be written. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const buffer of this.#buffers.values()) {
      const write = this.#write(buffer).finally(() => this.#writes.delete(write));
      this.#writes.add(write);
    }
    this.#buffers.clear();
    await Promise.all(this.#writes);
  }

  async #write({ destination, lines, since }: Buffered): Promise<void> {
    const [uri = '', path = ''] = destination.split('\n');
    const { bucket, prefix } = splitUri(uri);
    const minute = since.toISOString().slice(14, 23).replace(/[:.]/g, '-');
    const key = `${prefix}${path}/${minute}-${randomUUID()}.jsonl`;
    try {
      await this.#s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: `${lines.join('\n')}\n`,
          ContentType: 'application/jsonl',
        }),
      );
    } catch (error) {
      // As on AWS: capture that cannot be written is lost without failing requests; coverage metrics tell.
      console.error(`capture not written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function captureRecord(config: DataCaptureConfig, exchange: Exchange) {
  const modes = new Set((config.CaptureOptions ?? []).map((option) => option.CaptureMode));
  const side = (mode: 'INPUT' | 'OUTPUT', { contentType, body }: Exchange['input']) => {
    const encoding = encodingOf(config, contentType);
    const data = Buffer.from(body).toString(encoding === 'BASE64' ? 'base64' : 'utf8');
    return { observedContentType: contentType, mode, data, encoding };
  };
  const both = modes.has('InputAndOutput');
  return {
    captureData: {
      ...(both || modes.has('Input') ? { endpointInput: side('INPUT', exchange.input) } : {}),
      ...(both || modes.has('Output') ? { endpointOutput: side('OUTPUT', exchange.output) } : {}),
    },
    eventMetadata: {
      eventId: randomUUID(),
      ...(exchange.customAttributes === undefined ? {} : { customAttributes: [exchange.customAttributes] }),
      ...(exchange.inferenceId === undefined ? {} : { inferenceId: exchange.inferenceId }),
      inferenceTime: exchange.at.toISOString(),
    },
    eventVersion: '0',
  };
}

/** Exact matches only: a parameter in the header (`;charset=`) gives base64, as on AWS. */
function encodingOf(config: DataCaptureConfig, contentType: string): 'CSV' | 'JSON' | 'BASE64' {
  const listed = config.CaptureContentTypeHeader;
  if (listed?.CsvContentTypes?.includes(contentType) === true) return 'CSV';
  if (listed?.JsonContentTypes?.includes(contentType) === true) return 'JSON';
  return 'BASE64';
}

function splitUri(uri: string): { readonly bucket: string; readonly prefix: string } {
  const path = uri.replace(/^s3:\/\//, '');
  const slash = path.indexOf('/');
  if (slash < 0) return { bucket: path, prefix: '' };
  const prefix = path.slice(slash + 1);
  return {
    bucket: path.slice(0, slash),
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
  };
}
