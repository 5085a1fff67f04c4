import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** The emulator's own HTTP API: what a bench needs and no port of the product offers. */
export interface Emulator {
  /** Calls an operation of a JSON protocol, such as `AWSEvents.DisableRule`. @throws Error for anything but 200 */
  call(service: string, target: string, body: object): Promise<unknown>;
  /** Ends the events of a bucket. */
  silence(bucket: string): Promise<void>;
  /** CPU that its process has used, in seconds; undefined where the system does not tell. */
  cpuSeconds(): number | undefined;
}

const FAKE_KEYS = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1';
/** Of /proc/<pid>/stat, behind the name: user and system time, in hundredths of a second. */
const [USER_TIME, SYSTEM_TIME] = [11, 12];

/** The root key may do everything, and its signature is not looked at. */
export function authorization(service: string): string {
  return `${FAKE_KEYS}/${service}/aws4_request, SignedHeaders=host, Signature=none`;
}

export function emulator({ url, pid }: { readonly url: string; readonly pid: number }): Emulator {
  return {
    async call(service, target, body) {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': target,
          authorization: authorization(service),
        },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${target}: ${response.status} ${text}`);
      return text === '' ? {} : (JSON.parse(text) as unknown);
    },
    async silence(bucket) {
      const headers = { authorization: authorization('s3') };
      const body = '<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>';
      const response = await fetch(`${url}/${bucket}?notification`, { method: 'PUT', headers, body });
      if (response.status !== 200) throw new Error(`${bucket}?notification: ${response.status}`);
    },
    cpuSeconds() {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / 100;
      } catch {
        return undefined;
      }
    },
  };
}

const pageSchema = z.looseObject({ Count: z.int(), LastEvaluatedKey: z.unknown().optional() });

/** Items in a table, all pages. */
export async function countItems(cloud: Emulator, table: string): Promise<number> {
  let [count, from] = [0, undefined as unknown];
  do {
    const page = pageSchema.parse(
      await cloud.call('dynamodb', 'DynamoDB_20120810.Scan', {
        ...{ TableName: table, Select: 'COUNT' },
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    count += page.Count;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return count;
}

const eventSchema = z.looseObject({
  type: z.string(),
  mapRunStartedEventDetails: z.looseObject({ mapRunArn: z.string() }).optional(),
  stateExitedEventDetails: z.looseObject({ name: z.string(), output: z.string() }).optional(),
});
export type HistoryEvent = z.infer<typeof eventSchema>;
const historySchema = z.looseObject({ events: z.array(eventSchema), nextToken: z.string().optional() });

/** The whole history of an execution, oldest first. */
export async function readHistory(cloud: Emulator, executionArn: string): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = historySchema.parse(
      await cloud.call('states', 'AWSStepFunctions.GetExecutionHistory', {
        ...{ executionArn, maxResults: 1000 },
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    events.push(...page.events);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

const callSchema = z.looseObject({
  ...{ principal: z.string(), action: z.string(), resource: z.string(), calls: z.int() },
});

/** What functions called since the cloud began. */
export interface FunctionCalls {
  readonly all: number;
  /** GET and HEAD of the objects of one bucket. */
  readonly reads: number;
}

/** @param isRole  whether a principal is a function's */
export function readCalls(
  file: string,
  isRole: (principal: string) => boolean,
  bucket: string,
): FunctionCalls {
  let [all, reads] = [0, 0];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const { principal, action, resource, calls } = callSchema.parse(JSON.parse(line));
    if (!isRole(principal)) continue;
    all += calls;
    if (action === 's3:GetObject' && resource.includes(`:${bucket}/`)) reads += calls;
  }
  return { all, reads };
}
