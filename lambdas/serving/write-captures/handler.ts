import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sha256Hex } from '#core/registry/identify';
import { type Capture, type CaptureMessage, captureSchema } from '#core/serving/capture-message';
import type { ObjectStore } from '#ports/object-store';
import { type BatchStep, defineBatchHandler } from '../../common/define-batch-handler.ts';
import { parseContract } from '../../common/define-handler.ts';
import { errorFacts } from '../../common/error-facts.ts';
import { bodySchema, environmentSchema } from './contract.ts';

const compress = promisify(gzip);
const DIGEST_DIGITS = 32;

/** What becomes one object. */
interface Folder {
  readonly messageIds: string[];
  /** By event id. */
  readonly lines: Map<string, string>;
}

/**
 * Writes the records of a batch in SageMaker's own layout, one compressed object an endpoint and variant, so that
 * whoever reads native capture reads this as well.
 *
 * The key is made of the events in it: the same batch again writes the same object. A batch that comes back in other
 * groups writes its records a second time; whoever counts them knows them by their event ids.
 */
export const writeCaptures: BatchStep<
  z.infer<typeof bodySchema>,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore }
> = async (messages, { environment, adapters, logger }) => {
  const { store } = adapters;
  const failed: string[] = [];
  const failure = (text: string, messageIds: readonly string[], error: unknown) => {
    logger.error(text, { messageIds, ...errorFacts(error) });
    failed.push(...messageIds);
  };
  const folders = new Map<string, Folder>();
  const read = messages.map(({ messageId, body }) => ({ messageId, capture: resolve(store, body) }));
  await Promise.allSettled(read.map(({ capture }) => capture));
  for (const { messageId, capture } of read) {
    try {
      const found = await capture;
      const name = folderOf(found);
      const folder: Folder = folders.get(name) ?? { messageIds: [], lines: new Map() };
      folders.set(name, folder);
      folder.messageIds.push(messageId);
      // A message that stands twice in a batch is one record.
      folder.lines.set(found.eventId, found.line);
    } catch (error) {
      failure('record cannot be read', [messageId], error);
    }
  }
  await Promise.all(
    [...folders].map(async ([name, { messageIds, lines }]) => {
      try {
        const key = `${name}/${digestOf(lines)}.jsonl.gz`;
        const body = await compress(textOf(lines));
        await store.write({ bucket: environment.CAPTURE_BUCKET, key }, body, 'application/gzip');
      } catch (error) {
        failure('object cannot be written', messageIds, error);
      }
    }),
  );
  return failed;
};

function digestOf(lines: Folder['lines']): string {
  return sha256Hex([...lines.keys()].sort().join('\n')).slice(0, DIGEST_DIGITS);
}

/** In the order of event ids: the order of messages in a batch is chance. */
function textOf(lines: Folder['lines']): string {
  return [...lines.keys()]
    .sort()
    .map((eventId) => `${lines.get(eventId) ?? ''}\n`)
    .join('');
}

async function resolve(store: ObjectStore, message: CaptureMessage): Promise<Capture> {
  if (message.kind === 'capture') return message;
  const { bucket, key } = message;
  return parseContract(captureSchema, JSON.parse(await store.readText({ bucket, key })), key);
}

/** `<endpoint>/<variant>/yyyy/mm/dd/hh`, the UTC hour of the invocation. */
function folderOf({ endpoint, variant, inferenceTime }: Capture): string {
  const hour = inferenceTime.slice(0, 13).replaceAll('-', '/').replace('T', '/');
  return `${endpoint}/${variant}/${hour}`;
}

export const handler = defineBatchHandler({
  name: 'serving/write-captures',
  body: bodySchema,
  environment: environmentSchema,
  adapters: () => ({ store: s3ObjectStore }),
  step: writeCaptures,
});
