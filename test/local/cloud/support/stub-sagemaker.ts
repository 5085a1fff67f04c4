/** Stands in for SageMaker local: control plane and runtime in memory, jobs told by their names. */
import { createServer } from 'node:http';

type Thing = Record<string, unknown> & { createdAt: number; isStopped: boolean };

const QUICK_JOB_MILLISECONDS = 300;
const port = Number(process.argv[process.argv.indexOf('--port') + 1]);
const things = new Map<string, Thing>();

function control(action: string, p: Record<string, unknown>): [number, unknown] {
  const [, verb = '', noun = ''] = /^(Create|Describe|Delete|Stop|List|Update)(.*)$/.exec(action) ?? [];
  const name = String(p[`${noun}Name`]);
  const key = `${noun}/${name}`;
  const arn = `arn:aws:sagemaker:us-east-1:000000000000:${noun.toLowerCase()}/${name}`;
  const found = things.get(key);
  if (verb === 'Create') {
    if (found !== undefined) return [400, { __type: 'ResourceInUse', message: `${key} exists` }];
    things.set(key, { ...p, [`${noun}Arn`]: arn, createdAt: Date.now(), isStopped: false });
    return [200, { [`${noun}Arn`]: arn }];
  }
  if (found === undefined) return [400, { __type: 'ValidationException', message: `Could not find ${key}` }];
  if (verb === 'Stop' && name.includes('ends-first')) {
    // It ended between the last look and the call.
    found.createdAt = 0;
    return [400, { __type: 'ValidationException', message: `${key} is in status Completed` }];
  }
  if (verb === 'Stop') found.isStopped = true;
  if (verb === 'Delete') things.delete(key);
  const duration = /slow-(\d+)/.exec(name)?.[1] ?? QUICK_JOB_MILLISECONDS;
  const isOver = Date.now() - found.createdAt > Number(duration);
  const ended = name.includes('fail') ? 'Failed' : 'Completed';
  const status = found.isStopped ? 'Stopped' : isOver ? ended : 'InProgress';
  return [200, { ...found, [`${noun}Status`]: noun === 'Endpoint' ? 'InService' : status }];
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    const send = (status: number, document: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(document));
    };
    const action = String(request.headers['x-amz-target'] ?? '').split('.')[1];
    if (request.method === 'GET') send(200, { ok: true });
    else if (action !== undefined) send(...control(action, JSON.parse(body) as Record<string, unknown>));
    else send(200, { echo: body, variant: request.headers['x-amzn-sagemaker-target-variant'] ?? null });
  });
}).listen(port, '127.0.0.1');
