import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { athenaJoinEngine } from '#adapters/athena-join-engine';
import { ServiceRefusedError, ServiceUnavailableError } from '#core/remote-errors';

interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

let server: Server;
let answer: { readonly status: number; readonly text: string };
const asked: Asked[] = [];

beforeEach(async () => {
  asked.length = 0;
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      asked.push({ headers: request.headers, body: JSON.parse(Buffer.concat(parts).toString()) });
      response.writeHead(answer.status).end(answer.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => server.close());

const engine = () =>
  athenaJoinEngine({
    ...{ region: 'eu-central-1', workgroup: 'gyre-prod' },
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  });

it('starts a statement under its token, signed for Athena in its region', async () => {
  answer = { status: 200, text: '{"QueryExecutionId":"q-1"}' };
  const statement = { sql: 'SELECT 1', token: 'f'.repeat(64), location: 's3://lake/joins/1/' };
  expect(await engine().start(statement)).toBe('q-1');
  const [{ headers, body } = { headers: {}, body: {} }] = asked;
  expect(body).toEqual({
    QueryString: 'SELECT 1',
    ClientRequestToken: 'f'.repeat(64),
    WorkGroup: 'gyre-prod',
  });
  expect(headers['x-amz-target']).toBe('AmazonAthena.StartQueryExecution');
  expect(headers['content-type']).toBe('application/x-amz-json-1.1');
  expect(headers['authorization']).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/athena\/aws4_request, SignedHeaders=.*x-amz-target, Signature=[0-9a-f]{64}$/,
  );
});

it.each([
  ['QUEUED', 'running'],
  ['RUNNING', 'running'],
  ['SUCCEEDED', 'succeeded'],
  ['FAILED', 'failed'],
  ['CANCELLED', 'cancelled'],
])('tells %s as %s, with the bytes that were read', async (State, status) => {
  const Status = { State, StateChangeReason: 'because' };
  const QueryExecution = { Status, Statistics: { DataScannedInBytes: 7 } };
  answer = { status: 200, text: JSON.stringify({ QueryExecution }) };
  expect(await engine().describe('q-1')).toEqual({ status, reason: 'because', scannedBytes: 7 });
});

it('tells a refusal from what a repeat may mend', async () => {
  answer = { status: 400, text: '{"__type":"InvalidRequestException","Message":"no such query"}' };
  await expect(engine().describe('q-9')).rejects.toThrow(ServiceRefusedError);
  answer = { status: 400, text: '{"__type":"com.amazonaws.athena#TooManyRequestsException"}' };
  await expect(engine().describe('q-1')).rejects.toThrow(ServiceUnavailableError);
  answer = { status: 502, text: '<html>' };
  await expect(engine().describe('q-1')).rejects.toThrow(ServiceUnavailableError);
  const there = engine();
  await new Promise((resolve) => server.close(resolve));
  await expect(there.describe('q-1')).rejects.toThrow(ServiceUnavailableError);
});
