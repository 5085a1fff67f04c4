/** An S3 in memory, over HTTP on loopback: put, get, list with prefix. What the engine asks for, and no more. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';

export interface S3Stub {
  readonly client: S3Client;
  readonly port: number;
  /** Bodies by `bucket/key`. */
  readonly objects: Map<string, Buffer>;
  close(): Promise<void>;
}

export async function startS3Stub(port = 0): Promise<S3Stub> {
  const objects = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    answer(objects, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const boundPort = (server.address() as AddressInfo).port;
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${boundPort}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    client,
    port: boundPort,
    objects,
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(objects: Map<string, Buffer>, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const path = decodeURIComponent(url.pathname.slice(1));
  if (request.method === 'PUT') {
    objects.set(path, await buffer(request));
    response.writeHead(200, { etag: '"x"' }).end();
    return;
  }
  if (url.searchParams.get('list-type') === '2') {
    const bucket = path.replace(/\/$/, '');
    const prefix = `${bucket}/${url.searchParams.get('prefix') ?? ''}`;
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    const contents = keys.map(
      (key) => `<Contents><Key>${escape(key.slice(bucket.length + 1))}</Key></Contents>`,
    );
    response
      .writeHead(200, { 'content-type': 'application/xml' })
      .end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`);
    return;
  }
  const body = objects.get(path);
  if (body === undefined) {
    response
      .writeHead(404, { 'content-type': 'application/xml' })
      .end('<Error><Code>NoSuchKey</Code></Error>');
    return;
  }
  response.writeHead(200, { 'content-length': body.length }).end(body);
}

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
