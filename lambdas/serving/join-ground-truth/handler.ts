import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sqsQueue } from '#adapters/sqs-queue';
import { ssmParameters } from '#adapters/ssm-parameters';
import type { DatasetConfig } from '#core/config/dataset-config';
import { UnknownDatasetError } from '#core/data/errors';
import { uploadIdOf } from '#core/data/upload';
import { MOST_REASONS } from '#core/data/upload-outcome';
import {
  joinKey,
  type JoinPlan,
  joinPlanKey,
  joinPlanSchema,
  type JoinRecord,
  joinRecordSchema,
  labelsKey,
  type LabelsRecord,
  labelsRecordSchema,
} from '#core/serving/ground-truth-records';
import { afterJoin } from '#core/serving/label-outcome';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Queue } from '#ports/queue';
import type { Aggregate, ItemWrite, Registry } from '#ports/registry';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { loadDatasetConfig } from '../../common/load-dataset-config.ts';
import { loadDeployedModel } from '../../common/load-model-revision.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { dueLabels, isCommitting, pinJoin, readCurrentJoin } from './current-join.ts';
import { matchLabels } from './match-labels.ts';
import { writeJoinedRows, writeLabelledRows, writeUnmatched, writeWaitingRows } from './write-join.ts';

const ACTOR = 'gyre:serving/join-ground-truth';

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

/** The plan of the join: the one that is there, also when somebody else was faster, else what matching gives now. */
async function keepPlan(
  adapters: Adapters,
  environment: Environment,
  model: string,
  join: JoinRecord,
): Promise<JoinPlan> {
  const { store } = adapters;
  const ref = { bucket: environment.LAKE_BUCKET, key: joinPlanKey(model, join.joinId) };
  const read = async () => parseContract(joinPlanSchema, JSON.parse(await store.readText(ref)), ref.key);
  if ((await store.head(ref)) !== undefined) return read();
  const plan = await makePlan(adapters, environment, model, join);
  const isFirst = await store.writeOnce(ref, JSON.stringify(plan), 'application/json');
  return isFirst ? plan : read();
}

async function makePlan(
  adapters: Adapters,
  environment: Environment,
  name: string,
  join: JoinRecord,
): Promise<JoinPlan> {
  const { registry, store, parameters } = adapters;
  const model = await loadDeployedModel(parameters, store, environment.GYRE_ENV, name);
  const dataset = await loadDataset(adapters, environment, model.dataset);
  const { labelledRowsTo } = model.serving;
  const target =
    labelledRowsTo === 'none' ? undefined : await loadDataset(adapters, environment, labelledRowsTo);
  const labels: LabelsRecord[] = [];
  for (const labelsId of join.labels) {
    const item = await registry.get({ kind: 'model', name }, labelsKey(labelsId));
    if (item !== undefined) labels.push(labelsRecordSchema.parse(item.data));
  }
  return matchLabels({ store, registry }, labels, {
    ...{ joinId: join.joinId, asOf: join.asOf, model, dataset, target },
    lakeBucket: environment.LAKE_BUCKET,
    reportsBucket: environment.REPORTS_BUCKET,
  });
}

async function loadDataset(
  adapters: Adapters,
  { GYRE_ENV }: Environment,
  name: string,
): Promise<DatasetConfig> {
  const dataset = await loadDatasetConfig(adapters, GYRE_ENV, name);
  if (dataset !== undefined) return dataset;
  throw new UnknownDatasetError('a dataset of the model is not declared any more', {
    where: name,
    fix: 'add datasets/<name>/dataset.yaml again and deploy; the labels wait',
  });
}

interface EndedJoin {
  readonly join: JoinRecord;
  readonly plan: JoinPlan;
  readonly upload: { readonly dataset: string; readonly uploadId: string } | undefined;
  readonly now: Date;
}

/** One transition: the label files get their outcome and the join its counts. */
async function endJoin(
  registry: Registry,
  aggregate: Aggregate,
  { join, plan, upload, now }: EndedJoin,
): Promise<JoinRecord> {
  const { joinId, asOf } = join;
  const endedAt = now.toISOString();
  const sum = (count: 'matched' | 'waitingRows' | 'unknownRows' | 'duplicates' | 'contradictions') =>
    plan.files.reduce((total, file) => total + file[count], 0);
  const counts = {
    rows: sum('matched'),
    waitingRows: sum('waitingRows'),
    unknownRows: sum('unknownRows'),
    duplicates: sum('duplicates'),
    contradictions: sum('contradictions'),
    leftOutRows: plan.leftOut.rows,
    ...(upload ?? { dataset: '', uploadId: '' }),
  };
  return registry.transition<JoinRecord>(aggregate, async (view) => {
    const item = await view.get(joinKey(joinId));
    const before = item === undefined ? join : joinRecordSchema.parse(item.data);
    if (before.status === 'joined') return { unchanged: before };
    const reasons = plan.leftOut.reasons.slice(0, MOST_REASONS);
    const why = reasons.length === 0 ? {} : { reasons };
    const ended: JoinRecord = { ...before, status: 'joined', ...counts, ...why, endedAt };
    const writes: ItemWrite[] = [{ sk: joinKey(joinId), entity: 'join', expect: 'any', data: ended }];
    for (const file of plan.files) {
      const sk = labelsKey(file.labelsId);
      const labels = await view.get(sk);
      if (labels === undefined) continue;
      const data = afterJoin(labelsRecordSchema.parse(labels.data), file, { joinId, asOf, endedAt });
      writes.push({ sk, entity: 'labels', expect: { revision: labels.revision }, data });
    }
    const quarantined = plan.files.filter((file) => file.reasons !== undefined).length;
    const after = { ...counts, labelFiles: before.labelFiles, quarantined };
    return {
      writes,
      event: { type: 'ground-truth-joined', actor: ACTOR, cause: joinId, asOf, after },
      result: ended,
    };
  });
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
