/** HTTP to a container's Unix socket, over connections that stay open. */
import { Agent, request } from 'node:http';
import { ContainerFailedError, InvocationTimeoutError } from '../errors.ts';
import type { InvokeRequest, InvokeResponse } from '../types.ts';

const MAXIMUM_CONNECTIONS = 16;

export interface ContainerClient {
  ping(timeoutMilliseconds: number): Promise<number>;
  invoke(request: InvokeRequest): Promise<InvokeResponse>;
  close(): void;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body?: Uint8Array;
  readonly timeoutMilliseconds: number;
}

export function containerClient(socketPath: string): ContainerClient {
  const agent = new Agent({ keepAlive: true, maxSockets: MAXIMUM_CONNECTIONS });
  const call = ({ body, timeoutMilliseconds, ...rest }: Call): Promise<InvokeResponse> =>
    new Promise((resolve, reject) => {
      const fail = (error: unknown): void => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const sent = request({ socketPath, agent, ...rest }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', fail);
        response.once('end', () => {
          clearTimeout(timer);
          const contentType = response.headers['content-type'] ?? 'application/octet-stream';
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks), contentType });
        });
      });
      const timer = setTimeout(() => {
        sent.destroy(
          new InvocationTimeoutError('the model did not answer in time', {
            received: `no answer within ${timeoutMilliseconds} ms`,
            fix: 'make the model faster, or send fewer rows in a request',
          }),
        );
      }, timeoutMilliseconds);
      sent.once('error', (error) => {
        const isOwn = error instanceof InvocationTimeoutError;
        fail(
          isOwn
            ? error
            : new ContainerFailedError('the model container broke off the request', brokenOff(error), {
                cause: error,
              }),
        );
      });
      sent.end(body);
    });
  return {
    async ping(timeoutMilliseconds) {
      const { status } = await call({ method: 'GET', path: '/ping', headers: {}, timeoutMilliseconds });
      return status;
    },
    invoke: ({ body, contentType, accept, headers, timeoutMilliseconds }) =>
      call({
        method: 'POST',
        path: '/invocations',
        headers: { ...headers, 'Content-Type': contentType, Accept: accept, 'Content-Length': body.length },
        body,
        timeoutMilliseconds,
      }),
    close: () => agent.destroy(),
  };
}

function brokenOff(error: Error) {
  return { received: error.message, fix: "read the end of the container's log" };
}
