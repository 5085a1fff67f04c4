import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { predictRows } from '#cli/actions/predict-rows';
import { frontDoorClient } from '#cli/front-door';

const seen: { url: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];
let answer = { status: 200, text: '' };
let address = '';

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    seen.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
    response.writeHead(answer.status).end(answer.text);
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/stage/`;
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_REGION', 'us-east-1');
});
beforeEach(() => {
  seen.length = 0;
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});

const ask = (route: 'predictions' | 'replays') =>
  predictRows(frontDoorClient(address, 'us-east-1'), 'air-time', route, 'a,b\n1,2\n');

test.each(['predictions', 'replays'] as const)(
  '%s goes to its own route, signed for the API',
  async (route) => {
    const body = { inferenceId: 'i', modelVersion: 2, rowIds: ['r1'], predictions: [101.5] };
    answer = { status: 200, text: JSON.stringify(body) };
    expect(await ask(route)).toEqual(body);
    expect(seen[0]).toMatchObject({ url: `/stage/models/air-time/${route}`, body: 'a,b\n1,2\n' });
    expect(seen[0]?.headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 .*\/us-east-1\/execute-api\/aws4_request/,
    );
  },
);

test('a refusal keeps its code, place and fix', async () => {
  const error = {
    code: 'GYRE-600',
    name: 'BadRequestError',
    message: 'no such column',
    where: 'column b',
    fix: 'name it',
  };
  answer = { status: 400, text: JSON.stringify({ error }) };
  await expect(ask('predictions')).rejects.toMatchObject({
    code: 'GYRE-944',
    message: 'no such column (GYRE-600, status 400)',
    facts: { where: '/stage/models/air-time/predictions, column b', fix: 'name it' },
  });
});

test.each([
  [403, '{"message":"Forbidden"}', 'ask for the permission of this route'],
  [502, 'not JSON', 'try again, then look at its access log'],
])('status %i of the API itself is told as it is', async (status, text, fix) => {
  answer = { status, text };
  await expect(ask('replays')).rejects.toMatchObject({ facts: { received: text, fix } });
});
