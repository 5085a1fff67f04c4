/** Calling the front door as any program would: HTTP, signed with the caller's own credentials. */
import { createHash, createHmac } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import { DemoStepError } from './errors.ts';

const answerSchema = z.object({ modelVersion: z.int(), rowIds: z.array(z.string()) });

export interface FrontDoor {
  /** @returns the version that answered */
  replay(model: string, csv: string): Promise<{ readonly version: number; readonly rows: number }>;
}

/**
 * @param address where the API is, with its stage where the address does not stand for one
 */
export function frontDoor(address: string, region: string): FrontDoor {
  const base = new URL(address);
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    // Any client finds the credentials of this process.
    credentials: new SQSClient({}).config.credentials,
    sha256: NodeSha256,
  });
  return {
    async replay(model, csv) {
      const path = `${base.pathname.replace(/\/$/, '')}/models/${model}/replays`;
      const signed = await signer.sign({
        method: 'POST',
        protocol: base.protocol,
        hostname: base.hostname,
        ...(base.port === '' ? {} : { port: Number(base.port) }),
        path,
        headers: { host: base.host, 'content-type': 'text/csv' },
        body: csv,
      });
      const headers = new Headers(signed.headers);
      // fetch sets it by itself.
      headers.delete('host');
      const response = await fetch(new URL(path, base), { method: 'POST', headers, body: csv });
      const text = await response.text();
      if (response.status !== 200) {
        throw new DemoStepError('the front door did not answer a request', {
          where: path,
          received: `status ${response.status}: ${text.slice(0, 400)}`,
          fix: 'run it again with --keep, then look at gyre local logs',
        });
      }
      const answer = answerSchema.parse(JSON.parse(text));
      return { version: answer.modelVersion, rows: answer.rowIds.length };
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
