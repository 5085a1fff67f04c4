import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { refusal } from './door.ts';
import { failureSchema } from './failure-switches.ts';
import { OPERATIONS } from './operations/all-operations.ts';
import { invokeEndpoint } from './operations/invoke-endpoint.ts';
import { validateRequest } from './schema/validate.ts';
import type { Service } from './service.ts';
import { ServiceError, throttled } from './service-error.ts';

const JSON_1_1 = 'application/x-amz-json-1.1';
const INVOCATION = /^\/endpoints\/([^/]+)\/invocations$/;
const LARGEST_REQUEST_BYTES = 8 * 1024 * 1024;

/** The wire: control plane (POST / with a target header), runtime (POST /endpoints/NAME/invocations), health, admin. */
export function createSageMakerServer(service: Service, adminToken: string): Server {
  return createServer((request, response) => {
    handle(service, adminToken, request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
}

async function handle(
  service: Service,
  adminToken: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refused = refusal(request.headers);
  if (refused !== undefined) return send(response, 403, { message: `refused: ${refused}` });
  try {
    await answer(service, adminToken, request, response);
  } catch (error) {
    if (!(error instanceof ServiceError)) console.error(error);
    const known =
      error instanceof ServiceError
        ? error
        : new ServiceError('InternalFailure', 'An internal error occurred.', 500);
    response.setHeader('x-amzn-errortype', known.code);
    send(response, known.status, {
      ...{ __type: known.code, message: known.message, Message: known.message },
      ...known.extra,
    });
  }
}

async function answer(
  service: Service,
  adminToken: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (request.method === 'GET' && path === '/health') return send(response, 200, { ok: true });
  const body = await readBody(request);
  if (path === '/_local/failures') return sendAdmin(service, adminToken, request, response, body);
  const endpointName = INVOCATION.exec(path)?.[1];
  if (endpointName === undefined) return await sendOperation(service, request, response, body);
  return await sendInvocation(service, decodedName(endpointName), request, response, body);
}

function decodedName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ServiceError('ValidationError', `the endpoint name ${text} is not percent-encoded UTF-8`);
  }
}

async function sendOperation(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  const operation = String(request.headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  const run = OPERATIONS[operation ?? ''];
  if (operation === undefined || run === undefined) {
    throw new ServiceError('UnknownOperationException', `operation ${operation ?? ''} is not served locally`);
  }
  const input = parsedJson(body);
  validateRequest(operation, input);
  if (service.failures.throttles(operation, resourceName(input))) throw throttled();
  send(response, 200, await run(service, input as never));
}

/** The name or ARN a request is about: whichever is the first of its required fields to look like one. */
function resourceName(input: unknown): string {
  const fields = typeof input === 'object' && input !== null ? Object.entries(input) : [];
  const [, value] = fields.find(([field]) => /(Name|Arn)$/.test(field)) ?? [];
  return typeof value === 'string' ? value : '';
}

async function sendInvocation(
  service: Service,
  endpointName: string,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  if (service.failures.throttles('InvokeEndpoint', endpointName)) throw throttled();
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const targetVariant = header('x-amzn-sagemaker-target-variant');
  const inferenceId = header('x-amzn-sagemaker-inference-id');
  const customAttributes = header('x-amzn-sagemaker-custom-attributes');
  const answer = await invokeEndpoint(service, {
    endpointName,
    body,
    contentType: header('content-type') ?? 'application/octet-stream',
    accept: header('accept') ?? '*/*',
    ...(targetVariant === undefined ? {} : { targetVariant }),
    ...(inferenceId === undefined ? {} : { inferenceId }),
    ...(customAttributes === undefined ? {} : { customAttributes }),
  });
  response.writeHead(200, {
    'content-type': answer.contentType,
    'x-amzn-invoked-production-variant': answer.variant,
    'x-amzn-requestid': randomUUID(),
  });
  response.end(answer.body);
}

/** Failure switches, for tests. The token keeps web pages and other users of the machine out. */
function sendAdmin(
  service: Service,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): void {
  if (token === '' || request.headers['x-local-token'] !== token)
    return send(response, 403, { message: 'forbidden' });
  if (request.method === 'DELETE') service.failures.clear();
  if (request.method === 'POST') {
    const parsed = failureSchema.safeParse(parsedJson(body));
    if (!parsed.success) return send(response, 400, { message: parsed.error.message });
    service.failures.add(parsed.data);
  }
  send(response, 200, { active: service.failures.list() });
}

function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.length === 0 ? '{}' : body.toString('utf8')) as unknown;
  } catch {
    throw new ServiceError('SerializationException', 'the request is not JSON');
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_REQUEST_BYTES)
      throw new ServiceError('ValidationError', 'the request is too large', 413);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function send(response: ServerResponse, status: number, payload: object): void {
  response.writeHead(status, { 'content-type': JSON_1_1, 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(payload));
}
