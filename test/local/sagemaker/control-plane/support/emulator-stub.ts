/** Stands in for the emulator: remembers objects put to S3, events, metrics, and answers for Application Auto Scaling. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Event {
  readonly Source: string;
  readonly DetailType: string;
  readonly Resources: readonly string[];
  readonly Detail: Readonly<Record<string, string>>;
  readonly token: string | undefined;
}

export interface EmulatorStub {
  readonly url: string;
  /** Text by `bucket/key`. */
  readonly objects: Map<string, string>;
  readonly events: Event[];
  readonly metricRequests: string[];
  /** Resource ids such as `endpoint/e/variant/v`. */
  readonly scaled: Set<string>;
  /** While it is above 0, S3 answers this status to every request. */
  s3Failure: number;
  close(): Promise<void>;
}

export async function startEmulatorStub(): Promise<EmulatorStub> {
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname.slice(1));
      const target = String(request.headers['x-amz-target'] ?? '');
      const json = (document: object): void => {
        response
          .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
          .end(JSON.stringify(document));
      };
      if (target.endsWith('PutEvents')) {
        const { Entries } = JSON.parse(body.toString()) as {
          Entries: (Omit<Event, 'Detail'> & { Detail: string })[];
        };
        const token = request.headers['x-gyre-admin-token'];
        for (const entry of Entries) {
          const Detail = JSON.parse(entry.Detail) as Event['Detail'];
          stub.events.push({ ...entry, Detail, token: typeof token === 'string' ? token : undefined });
        }
        json({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'e' })) });
      } else if (target.endsWith('DescribeScalableTargets')) {
        json({ ScalableTargets: [...stub.scaled].map((ResourceId) => ({ ResourceId })) });
      } else if (request.method === 'PUT') {
        if (stub.s3Failure > 0) return void response.writeHead(stub.s3Failure).end();
        stub.objects.set(path, body.toString());
        response.writeHead(200, { etag: '"x"' }).end();
      } else {
        stub.metricRequests.push(
          `${request.url ?? ''} ${JSON.stringify(request.headers)} ${body.toString('latin1')}`,
        );
        json({});
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stub: EmulatorStub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{
      objects: new Map<string, string>(),
      events: [],
      metricRequests: [],
      scaled: new Set<string>(),
      s3Failure: 0,
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return stub;
}
