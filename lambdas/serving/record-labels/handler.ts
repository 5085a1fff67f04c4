import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import type { Reason } from '#core/data/contract-verdict';
import { UnknownDatasetError } from '#core/data/errors';
import { MOST_REASONS } from '#core/data/upload-outcome';
import {
  isLabelKey,
  labelsIdOf,
  labelsKey,
  type LabelsRecord,
  labelsReportKey,
  modelOfLabelKey,
  UNKNOWN_MODEL,
} from '#core/serving/ground-truth-records';
import type { Aggregate, Registry } from '#ports/registry';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Step } from '../../common/define-handler.ts';
import { defineQueueHandler, type QueueMessage } from '../../common/define-queue-handler.ts';
import { loadDatasetConfig } from '../../common/load-dataset-config.ts';
import { loadDeployedModel } from '../../common/load-model-revision.ts';
import { listModels } from '../../common/published-revision.ts';
import { readLabelFile } from '../../common/read-label-file.ts';
import { bodySchema, environmentSchema } from './contract.ts';

const ACTOR = 'gyre:serving/record-labels';

type Environment = z.infer<typeof environmentSchema>;

interface Adapters {
  readonly registry: Registry;
  readonly parameters: Parameters;
  readonly store: ObjectStore;
}

type LandedLabels = Pick<
  LabelsRecord,
  'labelsId' | 'model' | 'bucket' | 'key' | 'versionId' | 'etag' | 'sizeBytes' | 'receivedAt'
>;

/**
 * Reads a label file once and records it as waiting for the join, or sets it aside with the reasons. A repeat finds
 * the record and changes nothing.
 */
export const recordLabels: Step<
  QueueMessage<z.infer<typeof bodySchema>>,
  void,
  Environment,
  Adapters
> = async ({ body }, { environment, adapters, now, logger }) => {
  const labels = landedLabels(body, now);
  const isFolder = labels.key.endsWith('/') && labels.sizeBytes === 0;
  // People land files; the API keeps what it was sent in the lake, where landing is not its to write.
  const isOurs = [environment.LANDING_BUCKET, environment.LAKE_BUCKET].includes(labels.bucket);
  if (!isOurs || !isLabelKey(labels.key) || isFolder) {
    logger.info('not a label file', { key: labels.key });
    return;
  }
  const known = await listModels(adapters.parameters, environment.GYRE_ENV);
  const isKnown = known.includes(labels.model);
  const aggregate: Aggregate = isKnown ? { kind: 'model', name: labels.model } : UNKNOWN_MODEL;
  if ((await adapters.registry.get(aggregate, labelsKey(labels.labelsId))) !== undefined) return;
  const record = isKnown
    ? await readRecord(adapters, environment, labels)
    : quarantined({ ...labels, model: UNKNOWN_MODEL.name }, [unknownModel(labels.model, known)]);
  await keep(adapters, environment, aggregate, record, now);
};

function landedLabels({ detail, time }: z.infer<typeof bodySchema>, now: Date): LandedLabels {
  const { bucket, object } = detail;
  const versionId = object['version-id'];
  const place = {
    bucket: bucket.name,
    key: object.key,
    ...(versionId === undefined ? {} : { versionId }),
    etag: object.etag,
  };
  return {
    labelsId: labelsIdOf(place),
    model: modelOfLabelKey(object.key),
    ...place,
    sizeBytes: object.size,
    receivedAt: (time === undefined ? now : new Date(time)).toISOString(),
  };
}

async function readRecord(
  adapters: Adapters,
  environment: Environment,
  labels: LandedLabels,
): Promise<LabelsRecord> {
  const { parameters, store } = adapters;
  const model = await loadDeployedModel(parameters, store, environment.GYRE_ENV, labels.model);
  const dataset = await loadDatasetConfig(adapters, environment.GYRE_ENV, model.dataset);
  if (dataset === undefined) {
    throw new UnknownDatasetError('the dataset of the model is not declared any more', {
      where: `model ${model.name}`,
      received: model.dataset,
      fix: 'add datasets/<name>/dataset.yaml again and deploy; the labels are read when the message comes again',
    });
  }
  const file = await readLabelFile(store, labels, { dataset, label: model.label, problem: model.problem });
  const { duplicates, contradictions, columns, warnings } = file;
  const counts = { rows: file.rows.size, columns: [...columns], duplicates, contradictions };
  if (file.reasons.length > 0) return quarantined(labels, file.reasons, counts);
  const notes = warnings.length === 0 ? {} : { reasons: [...warnings] };
  return { ...labels, status: 'waiting', ...counts, ...notes };
}

function quarantined(
  labels: LandedLabels,
  reasons: readonly Reason[],
  counts: Pick<LabelsRecord, 'rows' | 'columns' | 'duplicates' | 'contradictions'> = {
    ...{ rows: 0, columns: [], duplicates: 0, contradictions: 0 },
  },
): LabelsRecord {
  const reportKey = labelsReportKey(labels.model, labels.labelsId);
  return { ...labels, status: 'quarantined', ...counts, reasons: [...reasons], reportKey };
}

function unknownModel(model: string, known: readonly string[]): Reason {
  return {
    code: 'unknown-model',
    received: model === '' ? 'a key without a model folder' : `model ${model.slice(0, 64)}`,
    allowed: known.length === 0 ? 'no model is deployed yet' : `one of ${known.slice(0, 20).join(', ')}`,
    fix: 'upload to _labels/<model>/<anything>, or add models/<name>/model.yaml and deploy',
  };
}

/** The report goes first: a record that names it then always finds it. Content and key are those of a repeat. */
async function keep(
  { store, registry }: Adapters,
  { LAKE_BUCKET }: Environment,
  aggregate: Aggregate,
  record: LabelsRecord,
  now: Date,
): Promise<void> {
  const isSetAside = record.status === 'quarantined';
  const ended = isSetAside ? { ...record, endedAt: now.toISOString() } : record;
  if (ended.reportKey !== undefined) {
    const report = JSON.stringify(ended);
    await store.write({ bucket: LAKE_BUCKET, key: ended.reportKey }, report, 'application/json');
  }
  const sk = labelsKey(record.labelsId);
  await registry.transition(aggregate, async (view) => {
    if ((await view.get(sk)) !== undefined) return { unchanged: undefined };
    const { rows, columns, duplicates, contradictions, sizeBytes, reasons } = record;
    const data: LabelsRecord =
      reasons === undefined ? ended : { ...ended, reasons: reasons.slice(0, MOST_REASONS) };
    return {
      writes: [{ sk, entity: 'labels', expect: 'absent', data }],
      event: {
        type: isSetAside ? 'labels-quarantined' : 'labels-received',
        actor: ACTOR,
        cause: record.labelsId,
        after: isSetAside
          ? { codes: [...new Set((reasons ?? []).map(({ code }) => code))], sizeBytes }
          : { rows, columns, duplicates, contradictions, sizeBytes },
      },
      result: undefined,
    };
  });
}

export const handler = defineQueueHandler({
  name: 'serving/record-labels',
  body: bodySchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    parameters: ssmParameters,
    store: s3ObjectStore,
  }),
  step: recordLabels,
});
