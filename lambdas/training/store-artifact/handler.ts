import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { artifactKeyOf } from '#core/training/artifact-key';
import { checkArtifact } from '#core/training/check-artifact';
import { BadArtifactError } from '#core/training/errors';
import { readTrainingMetrics, trainingMetricsKey } from '#core/training/training-metrics';
import type { ObjectStore } from '#ports/object-store';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/**
 * Checks what the job left in staging and copies it to its content-addressed place: the artifact that is judged is
 * the artifact that is released. A repeat is harmless: the key is the content's hash.
 */
export const storeArtifact: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore }
> = async ({ contest, artifactUri }, { environment, adapters }) => {
  const { store } = adapters;
  const prefix = `s3://${environment.STAGING_BUCKET}/`;
  const refuse = (received: string, cause?: unknown) =>
    new BadArtifactError(
      'the training job left no artifact that can be released',
      {
        where: artifactUri,
        received,
        allowed: 'a model.tar.gz with a model in XGBoost JSON or UBJ, files only',
        fix: 'read the log of the training job; the script must save its model to SM_MODEL_DIR',
      },
      { cause },
    );
  if (!artifactUri.startsWith(`${prefix}${contest.model}/${contest.contestId}/`))
    throw refuse('an artifact of another place');
  const place = { bucket: environment.STAGING_BUCKET, key: artifactUri.slice(prefix.length) };
  const head = await store.head(place);
  if (head === undefined) throw refuse('nothing');
  if (head.sizeBytes === 0) throw refuse('an empty object');
  // One version for hashing, checking and copying: staging may be written to in between.
  const from = { ...place, ...(head.versionId === undefined ? {} : { versionId: head.versionId }) };
  const hash = createHash('sha256');
  for await (const chunk of await store.read(from)) hash.update(chunk);
  const check = await checkArtifact(await store.read(from));
  if (!check.isGood) throw refuse(check.reason);
  const artifactSha256 = hash.digest('hex');
  const artifactKey = artifactKeyOf(contest.model, artifactSha256);
  await store.copy(from, { bucket: environment.ARTIFACTS_BUCKET, key: artifactKey });
  const metrics = readTrainingMetrics(check.trainingMetrics ?? '');
  if (metrics !== undefined) {
    const key = trainingMetricsKey(artifactKey);
    await store.write(
      { bucket: environment.ARTIFACTS_BUCKET, key },
      JSON.stringify(metrics),
      'application/json',
    );
  }
  return { artifactKey, artifactSha256, sizeBytes: head.sizeBytes };
};

export const handler = defineHandler({
  name: 'training/store-artifact',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ store: s3ObjectStore }),
  step: storeArtifact,
});
