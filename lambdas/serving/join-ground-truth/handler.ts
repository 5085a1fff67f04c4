import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sqsQueue } from '#adapters/sqs-queue';
import { ssmParameters } from '#adapters/ssm-parameters';
import { uploadIdOf } from '#core/data/upload';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Queue } from '#ports/queue';
import type { Aggregate, Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { dueLabels, isCommitting, pinJoin, readCurrentJoin } from './current-join.ts';
import { endJoin } from './end-join.ts';
import { keepPlan } from './keep-plan.ts';
import { writeJoinedRows, writeLabelledRows, writeUnmatched, writeWaitingRows } from './write-join.ts';

type Environment = z.infer<typeof environmentSchema>;
type Output = z.infer<typeof outputSchema>;

interface Adapters {
  readonly store: ObjectStore;
  readonly parameters: Parameters;
  readonly registry: Registry;
  readonly queue: Queue;
}

/**
 * Joins waiting labels with captured answers: joined rows for quality, labelled rows for the dataset.
 *
 * A crash at any point and a repeat give what one run gives. The join is pinned in the registry with its files;
 * matching reads what changes while it reads (captures still come in), so its whole outcome is written once, as a
 * plan, before anything follows from it; every later effect is a function of the plan alone, under keys that follow
 * from the join's id. The claim goes out before the registry says `joined`: sent twice it claims once, but not sent
 * it would be lost. The registry comes last, since from then on nobody looks at this join again.
 */
export const joinGroundTruth: Step<z.infer<typeof inputSchema>, Output, Environment, Adapters> = async (
  { model, asOf },
  { environment, adapters, now },
) => {
  const { store, registry, queue } = adapters;
  const bucket = environment.LAKE_BUCKET;
  const aggregate: Aggregate = { kind: 'model', name: model };
  const last = await readCurrentJoin({ get: (sk) => registry.get(aggregate, sk) });
  const join = (await isCommitting(registry, last))
    ? 'overtaken'
    : await pinJoin(registry, aggregate, last, { asOf, now });
  const remaining = async () =>
    (await dueLabels({ list: (prefix) => registry.list(aggregate, prefix) }, asOf)).length;
  if (join === undefined) return outcome('nothing', '', 0);
  if (join === 'overtaken') return outcome('committing', last?.joinId ?? '', await remaining());
  const plan = await keepPlan(adapters, environment, model, join);
  await writeJoinedRows(store, bucket, model, plan);
  await writeWaitingRows(store, bucket, model, plan);
  await writeUnmatched(store, bucket, model, plan);
  const claim = await writeLabelledRows(store, bucket, model, plan);
  if (claim !== undefined) await queue.send(environment.INTAKE_QUEUE_URL, [claim]);
  const upload = claim === undefined ? undefined : { dataset: claim.dataset, uploadId: uploadIdOf(claim) };
  const ended = await endJoin(registry, aggregate, { join, plan, upload, now });
  return {
    status: 'joined',
    joinId: join.joinId,
    labelFiles: ended.labelFiles,
    matched: ended.rows,
    waitingRows: ended.waitingRows ?? 0,
    unknownRows: ended.unknownRows,
    contradictions: ended.contradictions,
    remaining: await remaining(),
  };
};

function outcome(status: 'committing' | 'nothing', joinId: string, remaining: number): Output {
  const counts = { labelFiles: 0, matched: 0, waitingRows: 0, unknownRows: 0, contradictions: 0 };
  return { status, joinId, ...counts, remaining };
}

export const handler = defineHandler({
  name: 'serving/join-ground-truth',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    store: s3ObjectStore,
    parameters: ssmParameters,
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    queue: sqsQueue,
  }),
  step: joinGroundTruth,
});
