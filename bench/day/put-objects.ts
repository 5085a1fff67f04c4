import { Agent, request } from 'node:http';
import { authorization } from './emulator.ts';

/** Uploads at once: the emulator takes one after the other, and two are always waiting. */
const PARALLEL = 8;
const TELL_EVERY = 5000;

export interface PutObject {
  readonly key: string;
  readonly text: string;
}

/**
 * Puts objects over connections that stay open: a client of the SDK would take longer to sign than the emulator to write.
 * @param tell told of every some thousand
 */
export async function putObjects(
  url: string,
  bucket: string,
  objects: Iterator<PutObject>,
  tell: (count: number) => void,
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL });
  let count = 0;
  const work = async (): Promise<void> => {
    for (let next = objects.next(); next.done !== true; next = objects.next()) {
      await putObject(agent, new URL(`/${bucket}/${next.value.key}`, url), next.value.text);
      count += 1;
      if (count % TELL_EVERY === 0) tell(count);
    }
  };
  try {
    await Promise.all(Array.from({ length: PARALLEL }, work));
  } finally {
    agent.destroy();
  }
  return count;
}

function putObject(agent: Agent, url: URL, text: string): Promise<void> {
  const body = Buffer.from(text);
  const headers = {
    'content-type': 'application/jsonl',
    'content-length': body.length,
    authorization: authorization('s3'),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: 'PUT', headers }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`PUT ${url.pathname}: ${response.statusCode ?? 'no status'}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
