import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import type { JoinEngine, JoinRun } from '#ports/join-engine';
import { wrapSdkError } from './wrap-sdk-error.ts';

export interface AthenaSettings {
  readonly region: string;
  /** Its settings say where Athena keeps its own files, with which key, and how many bytes a query may scan. */
  readonly workgroup: string;
  /** Such as those of any client of the SDK. */
  readonly credentials: ConstructorParameters<typeof SignatureV4>[0]['credentials'];
  /** Default: the region's, in the partition `aws`. */
  readonly endpoint?: string;
}

const REQUEST_MILLISECONDS = 15_000;

const startedSchema = z.object({ QueryExecutionId: z.string() });
const describedSchema = z.object({
  QueryExecution: z.object({
    Status: z.object({ State: z.string(), StateChangeReason: z.string().optional() }),
    Statistics: z.object({ DataScannedInBytes: z.number().optional() }).optional(),
  }),
});
const refusalSchema = z.looseObject({
  __type: z.string().default('UnknownError'),
  message: z.string().optional(),
  Message: z.string().optional(),
});

const STATUS: Readonly<Record<string, JoinRun['status']>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

/**
 * Athena by its two calls, signed as the SDK signs them; a client of the SDK for them alone would be the largest
 * part of a function. A statement's token makes Athena run it once.
 */
export function athenaJoinEngine(settings: AthenaSettings): JoinEngine {
  const { region, workgroup, credentials } = settings;
  const base = new URL(settings.endpoint ?? `https://athena.${region}.amazonaws.com/`);
  const signer = new SignatureV4({ service: 'athena', region, credentials, sha256: NodeSha256 });

  async function call(operation: string, input: object): Promise<unknown> {
    const body = JSON.stringify(input);
    const signed = await signer.sign({
      ...{ method: 'POST', protocol: base.protocol, hostname: base.hostname, path: '/', body },
      ...(base.port === '' ? {} : { port: Number(base.port) }),
      headers: {
        host: base.host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AmazonAthena.${operation}`,
      },
    });
    const headers = new Headers(signed.headers);
    // fetch sets it by itself.
    headers.delete('host');
    const signal = AbortSignal.timeout(REQUEST_MILLISECONDS);
    const response = await fetch(base, { method: 'POST', headers, body, signal });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as unknown;
    throw refusal(text, response.status);
  }

  return {
    async start({ sql, token }) {
      const input = { QueryString: sql, ClientRequestToken: token, WorkGroup: workgroup };
      const answer = await asService('Athena StartQueryExecution', call('StartQueryExecution', input));
      return startedSchema.parse(answer).QueryExecutionId;
    },

    async describe(runId) {
      const where = `Athena GetQueryExecution ${runId}`;
      const answer = await asService(where, call('GetQueryExecution', { QueryExecutionId: runId }));
      const { Status: status, Statistics: statistics } = describedSchema.parse(answer).QueryExecution;
      return {
        status: STATUS[status.State] ?? 'running',
        ...(status.StateChangeReason === undefined ? {} : { reason: status.StateChangeReason }),
        scannedBytes: statistics?.DataScannedInBytes ?? 0,
      };
    },
  };
}

async function asService(where: string, answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    // fetch tells of a lost connection by a TypeError whose cause has the code.
    const lost = error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
    throw wrapSdkError(where, lost);
  }
}

/** In the shape of an error of the SDK. */
function refusal(text: string, httpStatusCode: number): Error {
  const { __type: type, message, Message } = refusalSchema.parse(parsed(text));
  const error = new Error(message ?? Message ?? text.slice(0, 200));
  error.name = type.slice(type.lastIndexOf('#') + 1);
  return Object.assign(error, { $metadata: { httpStatusCode } });
}

/** A proxy in between answers in HTML. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** What the signer needs of a hash, by the one that Node has. */
class NodeSha256 {
  readonly #secret: string | ArrayBuffer | ArrayBufferView | undefined;
  #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret;
    this.#hash = hashOf(secret);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = hashOf(this.#secret);
  }
}

function hashOf(secret: string | ArrayBuffer | ArrayBufferView | undefined) {
  if (secret === undefined) return createHash('sha256');
  if (typeof secret === 'string') return createHmac('sha256', secret);
  const bytes = ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
  return createHmac('sha256', bytes);
}
