import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sha256Hex } from '#core/registry/identify';
import { type Capture, type CaptureMessage, captureSchema } from '#core/serving/capture-message';
import type { ObjectStore } from '#ports/object-store';
import { type BatchStep, defineBatchHandler } from '../../common/define-batch-handler.ts';
import { parseContract } from '../../common/define-handler.ts';
import { bodySchema, environmentSchema } from './contract.ts';

const compress = promisify(gzip);
const DIGEST_DIGITS = 32;

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
  const groups = new Map<string, { readonly messageId: string; readonly capture: Capture }[]>();
  for (const { messageId, body } of messages) {
    try {
      const capture = await resolve(store, body);
      const folder = folderOf(capture);
      groups.set(folder, [...(groups.get(folder) ?? []), { messageId, capture }]);
    } catch (error) {
      logger.error('record cannot be read', {
        messageId,
        errorName: error instanceof Error ? error.name : 'UnknownError',
      });
      failed.push(messageId);
    }
  }
  for (const [folder, members] of groups) {
    const sorted = members
      .map(({ capture }) => capture)
      .toSorted((a, b) => (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0));
    const digest = sha256Hex(sorted.map(({ eventId }) => eventId).join('\n')).slice(0, DIGEST_DIGITS);
    const body = await compress(sorted.map(({ line }) => `${line}\n`).join(''));
    const key = `${folder}/${digest}.jsonl.gz`;
    try {
      await store.write({ bucket: environment.CAPTURE_BUCKET, key }, body, 'application/x-ndjson');
    } catch (error) {
      logger.error('object cannot be written', {
        errorName: error instanceof Error ? error.name : 'UnknownError',
      });
      failed.push(...members.map(({ messageId }) => messageId));
    }
  }
  return failed;
};

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
