import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import { randomUUID } from 'node:crypto';
import { refusal } from './door.ts';
import { failureSchema } from './failure-switches.ts';
import { OPERATIONS } from './operations/all-operations.ts';
import { invokeEndpoint } from './operations/invoke-endpoint.ts';
import { validateRequest } from './schema/validate.ts';
import type { Service } from './service.ts';
import { ServiceError, throttled } from './service-error.ts';

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

const JSON_1_1 = 'application/x-amz-json-1.1';
const INVOCATION = /^\/endpoints\/([^/]+)\/invocations$/;
const LARGEST_REQUEST_BYTES = 8 * 1024 * 1024;

/** The wire: control plane (POST / with a target header), runtime (POST /endpoints/NAME/invocations), health, admin. */
export function createSageMakerServer(service: Service, adminToken: string): Server {
  return createServer((request, response) => {
    reply(service, adminToken, request)
      .catch(errorReply)
      .then(({ status, headers, body }) => {
        response.writeHead(status, { 'x-amzn-requestid': randomUUID(), ...headers });
        response.end(body);
      })
      .catch((error: unknown) => {
        console.error(error);
        response.destroy();
      });
  });
}

async function reply(service: Service, adminToken: string, request: IncomingMessage): Promise<Reply> {
  const refused = refusal(request.headers);
  if (refused !== undefined) return json(403, { message: `refused: ${refused}` });
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (request.method === 'GET' && path === '/health') return json(200, { ok: true });
  const body = await readBody(request);
  if (path === '/_local/failures') return switchFailures(service, adminToken, request, body);
  const endpointName = INVOCATION.exec(path)?.[1];
  if (endpointName !== undefined) {
    return await invoke(service, decodedName(endpointName), request.headers, body);
  }
  return await operate(service, request.headers, body);
}

async function operate(service: Service, headers: IncomingHttpHeaders, body: Buffer): Promise<Reply> {
  const target = String(headers['x-amz-target'] ?? '');
  const operation = target.slice(target.lastIndexOf('.') + 1);
  const run = OPERATIONS[operation];
  if (run === undefined) {
    throw new ServiceError('UnknownOperationException', `operation ${operation} is not served locally`);
  }
  const input = parsedJson(body);
  validateRequest(operation, input);
  if (service.failures.throttles(operation, resourceName(input))) throw throttled();
  return json(200, await run(service, input as never));
}

async function invoke(
  service: Service,
  endpointName: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<Reply> {
  if (service.failures.throttles('InvokeEndpoint', endpointName)) throw throttled();
  const header = (name: string) => {
    const value = headers[name];
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
  return {
    status: 200,
    headers: { 'content-type': answer.contentType, 'x-amzn-invoked-production-variant': answer.variant },
    body: answer.body,
  };
}

/** Failure switches, for tests. The token keeps web pages and other users of the machine out. */
function switchFailures(service: Service, token: string, request: IncomingMessage, body: Buffer): Reply {
  if (token === '' || request.headers['x-local-token'] !== token) return json(403, { message: 'forbidden' });
  if (request.method === 'DELETE') service.failures.clear();
  if (request.method === 'POST') {
    const parsed = failureSchema.safeParse(parsedJson(body));
    if (!parsed.success) return json(400, { message: parsed.error.message });
    service.failures.add(parsed.data);
  }
  return json(200, { active: service.failures.list() });
}

/** The name or ARN a request is about: the first field that looks like one. */
function resourceName(input: unknown): string {
  const fields = typeof input === 'object' && input !== null ? Object.entries(input) : [];
  const value: unknown = fields.find(([field]) => /(Name|Arn)$/.test(field))?.[1];
  return typeof value === 'string' ? value : '';
}

function decodedName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ServiceError('ValidationError', `the endpoint name ${text} is not percent-encoded UTF-8`);
  }
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
  // Read to the end even when it is too large: a caller that still writes would not see the answer.
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= LARGEST_REQUEST_BYTES) parts.push(part);
  }
  if (size > LARGEST_REQUEST_BYTES)
    throw new ServiceError('ValidationError', 'the request is too large', 413);
  return Buffer.concat(parts);
}

function errorReply(error: unknown): Reply {
  if (!(error instanceof ServiceError)) {
    console.error(error);
    return errorReply(new ServiceError('InternalFailure', 'An internal error occurred.', 500));
  }
  const { code, message, status, extra } = error;
  const answer = json(status, { __type: code, message, Message: message, ...extra });
  return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': code } };
}

function json(status: number, payload: object): Reply {
  return { status, headers: { 'content-type': JSON_1_1 }, body: JSON.stringify(payload) };
}
