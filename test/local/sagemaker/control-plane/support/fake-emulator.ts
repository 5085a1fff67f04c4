/** What SageMaker local needs of the emulator, kept in lists: S3 writes, events, metric calls, scalable targets. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface SentEvent {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

export interface SentMetric {
  readonly MetricName: string;
  readonly Unit: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly StatisticValues: { readonly SampleCount: number; readonly Sum: number };
}

export interface FakeEmulator {
  readonly url: string;
  /** Bodies by `/bucket/key`. */
  readonly objects: Map<string, string>;
  readonly events: SentEvent[];
  /** Tokens that came with events. */
  readonly tokens: Set<string>;
  /** One entry a PutMetricData call. */
  readonly metricCalls: (readonly SentMetric[])[];
  /** Resource ids of scalable targets. */
  readonly scalableTargets: string[];
  /** Answers every request with 500. */
  isAway: boolean;
  close(): Promise<void>;
}

export async function startFakeEmulator(): Promise<FakeEmulator> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const bytes = Buffer.concat(chunks);
      const body = bytes.toString('utf8');
      const target = String(request.headers['x-amz-target'] ?? '');
      if (emulator.isAway) return void response.writeHead(500).end();
      if (target.endsWith('.PutEvents')) {
        const { Entries } = JSON.parse(body) as { Entries: SentEvent[] };
        emulator.events.push(...Entries);
        emulator.tokens.add(String(request.headers['x-gyre-admin-token'] ?? ''));
        return void response.end('{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}');
      }
      if (target.endsWith('.DescribeScalableTargets')) {
        const ScalableTargets = emulator.scalableTargets.map((ResourceId) => ({ ResourceId }));
        return void response.end(JSON.stringify({ ScalableTargets }));
      }
      if (request.method === 'PUT') {
        const path = new URL(request.url ?? '/', 'http://localhost').pathname;
        emulator.objects.set(decodeURIComponent(path), body);
        return void response.writeHead(200, { etag: '"1"' }).end();
      }
      if (target.endsWith('.PutMetricData')) {
        const text =
          request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes).toString('utf8') : body;
        emulator.metricCalls.push((JSON.parse(text) as { MetricData: SentMetric[] }).MetricData);
        response.setHeader('content-type', 'application/x-amz-json-1.0');
      }
      return void response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const emulator: FakeEmulator = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    events: [],
    tokens: new Set(),
    metricCalls: [],
    scalableTargets: [],
    isAway: false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return emulator;
}
