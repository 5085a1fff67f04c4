/** Calling the front door as any program would: HTTP, signed with the caller's own credentials. */
import { createHash, createHmac } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SignatureV4 } from '@smithy/signature-v4';

/** Routes of their own, each with its permission. */
export type FrontDoorRoute = PredictionRoute | 'labels';
export type PredictionRoute = 'predictions' | 'replays';

export interface FrontDoorAnswer {
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

/** What is sent; a text alone is CSV. */
export type FrontDoorBody = string | { readonly contentType: string; readonly text: string };

export interface FrontDoorClient {
  /** @returns whatever the front door answers, also a refusal */
  ask(model: string, route: FrontDoorRoute, body: FrontDoorBody): Promise<FrontDoorAnswer>;
}

/**
 * @param address where the API is, with its stage where the address does not stand for one
 */
export function frontDoorClient(address: string, region: string): FrontDoorClient {
  const base = new URL(address);
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    // Any client finds the credentials of this process.
    credentials: new SQSClient({}).config.credentials,
    sha256: NodeSha256,
  });
  return {
    async ask(model, route, sent) {
      const { contentType, text: body } =
        typeof sent === 'string' ? { contentType: 'text/csv', text: sent } : sent;
      const path = `${base.pathname.replace(/\/$/, '')}/models/${encodeURIComponent(model)}/${route}`;
      const signed = await signer.sign({
        method: 'POST',
        protocol: base.protocol,
        hostname: base.hostname,
        ...(base.port === '' ? {} : { port: Number(base.port) }),
        path,
        headers: { host: base.host, 'content-type': contentType },
        body,
      });
      const headers = new Headers(signed.headers);
      // fetch sets it by itself.
      headers.delete('host');
      const response = await fetch(new URL(path, base), { method: 'POST', headers, body });
      return { path, status: response.status, text: await response.text() };
    },
  };
}

/** What the signer needs of a hash, by the one that Node has. */
class NodeSha256 {
  #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = createHash('sha256');
  }
}

function bytesOf(secret: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof secret === 'string') return Buffer.from(secret);
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
}
