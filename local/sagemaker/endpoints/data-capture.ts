import { randomUUID } from 'node:crypto';
import { PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
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
  readonly bucket: string;
  /** Up to and with the hour. */
  readonly folder: string;
  readonly lines: string[];
  bytes: number;
  readonly since: Date;
}

interface CaptureFile {
  readonly bucket: string;
  readonly key: string;
  readonly body: string;
}

const FLUSH_MILLISECONDS = 1000;
const FLUSH_BYTES = 4 * 1024 * 1024;
/** What is held back while S3 does not answer; beyond it the oldest files are given up. */
const HELD_BYTES = 64 * 1024 * 1024;

/**
 * Native data capture in SageMaker's layout and schema: `<prefix>/<endpoint>/<variant>/yyyy/mm/dd/hh/<name>.jsonl`,
 * one record a request. Files are written once a second here, after minutes on AWS. One that S3 did not take is
 * written again later under the same name, so that a restart of the emulator loses no capture.
 */
export class DataCapture {
  readonly #s3: S3Client;
  readonly #random: () => number;
  readonly #buffers = new Map<string, Buffered>();
  readonly #held: CaptureFile[] = [];
  #flushing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** @param random  in [0, 1): draws the sample */
  constructor(s3: S3Client, random: () => number) {
    this.#s3 = s3;
    this.#random = random;
  }

  record(config: DataCaptureConfig | undefined, exchange: Exchange): void {
    if (config?.EnableCapture !== true || config.DestinationS3Uri === undefined) return;
    if (this.#random() * 100 >= (config.InitialSamplingPercentage ?? 100)) return;
    const { bucket, prefix } = splitUri(config.DestinationS3Uri);
    const hour = exchange.at.toISOString().slice(0, 13).replace(/[-T]/g, '/');
    const folder = `${prefix}${exchange.endpoint}/${exchange.variant}/${hour}`;
    const place = `${bucket}/${folder}`;
    const buffer = this.#buffers.get(place) ?? { bucket, folder, lines: [], bytes: 0, since: exchange.at };
    const line = JSON.stringify(captureRecord(config, exchange));
    buffer.lines.push(line);
    buffer.bytes += line.length;
    this.#buffers.set(place, buffer);
    if (buffer.bytes >= FLUSH_BYTES) void this.flush();
    else this.#schedule();
  }

  /** Resolves when everything recorded so far lies in S3, or is held back because S3 does not answer. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { bucket, folder, lines, since } of this.#buffers.values()) {
      const minute = since.toISOString().slice(14, 23).replace(/[:.]/g, '-');
      const key = `${folder}/${minute}-${randomUUID()}.jsonl`;
      this.#held.push({ bucket, key, body: `${lines.join('\n')}\n` });
    }
    this.#buffers.clear();
    this.#flushing = this.#flushing.then(() => this.#writeHeld());
    await this.#flushing;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MILLISECONDS);
  }

  async #writeHeld(): Promise<void> {
    for (let file = this.#held[0]; file !== undefined; file = this.#held[0]) {
      try {
        await this.#s3.send(
          new PutObjectCommand({
            ...{ Bucket: file.bucket, Key: file.key, Body: file.body },
            ContentType: 'application/jsonl',
          }),
        );
        this.#held.shift();
      } catch (error) {
        if (this.#givesUp(file, error)) continue;
        console.error(`capture not written yet: ${error instanceof Error ? error.message : String(error)}`);
        this.#schedule();
        return;
      }
    }
  }

  /** As on AWS, capture that can never be written is lost without failing requests; coverage metrics tell. */
  #givesUp(file: CaptureFile, error: unknown): boolean {
    const isRefused = error instanceof S3ServiceException && error.$fault === 'client';
    const isTooMuch = this.#held.reduce((sum, { body }) => sum + body.length, 0) > HELD_BYTES;
    if (!isRefused && !isTooMuch) return false;
    console.error(`capture lost: s3://${file.bucket}/${file.key}: ${String(error)}`);
    this.#held.shift();
    return true;
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
      inferenceTime: `${exchange.at.toISOString().slice(0, 19)}Z`,
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
