import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { kmsSigner } from '#adapters/kms-signer';
import { s3ObjectStore } from '#adapters/s3-object-store';
import {
  type ChainStand,
  type Checkpoint,
  checkpointDigest,
  checkpointKey,
  publicKeyKey,
  stateCheckpoint,
} from '#core/registry/checkpoint';
import { sha256Hex } from '#core/registry/identify';
import { partitionKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import { AGGREGATE_KINDS, type Registry } from '#ports/registry';
import type { Signer } from '#ports/signer';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

const PEM_TYPE = 'application/x-pem-file';
const CONCURRENT_READS = 25;
const MINUTE_MILLISECONDS = 60_000;

/**
 * Signs where every chain stands and keeps it outside the table, where nobody can write it again.
 *
 * An aggregate that is so new that the index does not list it yet is in the next checkpoint. A repeat is harmless:
 * the key is made of the minute and the root, what exists is not overwritten, and one checkpoint more says no less.
 */
export const checkpointLedger: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly registry: Registry; readonly store: ObjectStore; readonly signer: Signer }
> = async (_tick, { environment, adapters, now }) => {
  const { store, signer } = adapters;
  const bucket = environment.AUDIT_BUCKET;
  const heads = await readHeads(adapters.registry);
  const at = startOfMinute(now).toISOString();
  const statement = stateCheckpoint(at, heads);
  const { root } = statement;
  if (heads.length === 0) return { outcome: 'nothing-to-sign', chains: 0, checkpointKey: '', root };

  const key = checkpointKey(statement);
  const done = { chains: heads.length, checkpointKey: key, root };
  if ((await store.head({ bucket, key })) !== undefined) return { outcome: 'already-written', ...done };

  // The public key first: a checkpoint never names one that cannot be found.
  const pem = await signer.publicKey();
  await store.writeOnce({ bucket, key: publicKeyKey(pem) }, pem, PEM_TYPE);
  const { keyId, signature } = await signer.sign(checkpointDigest(statement));
  const checkpoint: Checkpoint = {
    ...statement,
    signature: { algorithm: 'ECDSA_SHA_256', keyId, value: signature, publicKeySha256: sha256Hex(pem) },
  };
  const isWritten = await store.writeOnce(
    { bucket, key },
    `${JSON.stringify(checkpoint, undefined, 2)}\n`,
    'application/json',
  );
  return { outcome: isWritten ? 'written' : 'already-written', ...done };
};

async function readHeads(registry: Registry): Promise<readonly ChainStand[]> {
  const listed = await Promise.all(
    AGGREGATE_KINDS.map(async (kind) =>
      (await registry.listAggregates(kind)).map((name) => ({ kind, name })),
    ),
  );
  const aggregates = listed.flat();
  const heads: ChainStand[] = [];
  for (let start = 0; start < aggregates.length; start += CONCURRENT_READS) {
    const batch = aggregates.slice(start, start + CONCURRENT_READS).map(async (aggregate) => {
      const { seq, hash } = await registry.head(aggregate);
      return { chain: partitionKey(aggregate), seq, hash };
    });
    heads.push(...(await Promise.all(batch)).filter((head) => head.seq > 0));
  }
  return heads;
}

function startOfMinute(time: Date): Date {
  return new Date(Math.floor(time.getTime() / MINUTE_MILLISECONDS) * MINUTE_MILLISECONDS);
}

export const handler = defineHandler({
  name: 'registry/checkpoint-ledger',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    signer: kmsSigner(environment.SIGNING_KEY_ID),
  }),
  step: checkpointLedger,
});
