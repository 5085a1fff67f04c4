import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { kmsSigner } from '#adapters/kms-signer';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { type Checkpoint, checkpointDigest, checkpointKey, publicKeyKey, stateCheckpoint } from '#core/registry/checkpoint';
import { sha256Hex } from '#core/registry/identify';
import type { ObjectStore } from '#ports/object-store';
import type { AggregateKind, Registry } from '#ports/registry';
import type { Signer } from '#ports/signer';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

const KINDS: readonly AggregateKind[] = ['dataset', 'model', 'endpoint'];

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly signer: Signer;
}

/**
 * Signs where every chain stands and puts the statement where nobody can overwrite it.
 * A repeat writes another statement of a later moment: statements never contradict one another.
 */
export const checkpointLedger: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  Adapters
> = async (_tick, { environment, adapters, now }) => {
  const { registry, store, signer } = adapters;
  const bucket = environment.AUDIT_BUCKET;
  const heads: { chain: string; seq: number; hash: string }[] = [];
  for (const kind of KINDS) {
    for (const name of await registry.listAggregates(kind)) {
      const last = (await registry.readLedger({ kind, name })).at(-1);
      if (last !== undefined) heads.push({ chain: last.chain, seq: last.seq, hash: last.hash });
    }
  }
  const statement = stateCheckpoint(now.toISOString(), heads);
  const [{ keyId, signature }, pem] = await Promise.all([
    signer.sign(checkpointDigest(statement)),
    signer.publicKey(),
  ]);
  const checkpoint: Checkpoint = {
    ...statement,
    signature: { algorithm: 'ECDSA_SHA_256', keyId, value: signature, publicKeySha256: sha256Hex(pem) },
  };
  const key = checkpointKey(statement);
  await store.writeOnce({ bucket, key: publicKeyKey(pem) }, pem, 'application/x-pem-file');
  await store.writeOnce({ bucket, key }, JSON.stringify(checkpoint), 'application/json');
  return { chains: heads.length, root: statement.root, checkpointKey: key };
};

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
