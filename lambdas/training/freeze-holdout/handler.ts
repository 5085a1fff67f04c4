import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import type { CompiledModel } from '#core/config/compiled-model';
import type { DatasetConfig } from '#core/config/dataset-config';
import { guardedColumns } from '#core/config/gate-config';
import { UnknownDatasetError } from '#core/data/errors';
import { compareTimes, earlier } from '#core/data/event-time';
import type { ObjectRow } from '#core/data/object-row';
import { ServiceUnavailableError } from '#core/remote-errors';
import {
  columnPositions,
  featureLine,
  featuresHash,
  layoutIn,
  type RowLayout,
  rowLayout,
} from '#core/training/feature-rows';
import { blockOf, cutHoldout, partsOf, startOfDay } from '#core/training/holdout';
import {
  CALIBRATION_FOLDER,
  contestFolder,
  HOLDOUT_GROUPS,
  holdoutFolder,
  TRAIN_DAYS,
} from '#core/training/plan-training';
import type { FrozenContest, PinnedContest } from '#core/training/training-records';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import { listVersionObjects, newestPublished, readObjectRows } from '../../common/dataset-reader.ts';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadDatasetConfig } from '../../common/load-dataset-config.ts';
import { loadCompiledModel } from '../../common/load-model-revision.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { type HashedWriter, hashedWriter } from './hashed-writer.ts';
import { newestLabel } from './newest-label.ts';

interface Adapters {
  readonly store: ObjectStore;
  readonly parameters: Parameters;
}

/**
 * Cuts the dataset version into training rows and the contest's hold-out, in one pass, and writes both.
 * A repeat is harmless: version, cut and order are pinned, so the same bytes are written again.
 */
export const freezeHoldout: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  Adapters
> = async (contest, { environment, adapters }) => {
  const model = await loadCompiledModel(adapters.store, environment.ARTIFACTS_BUCKET, contest.configKey);
  const dataset = await loadDatasetConfig(adapters, environment.GYRE_ENV, contest.dataset);
  if (dataset === undefined) {
    throw new UnknownDatasetError('the dataset is not declared any more', {
      where: contest.dataset,
      fix: 'add datasets/<name>/dataset.yaml again and deploy',
    });
  }
  const others = await otherLayouts(adapters.store, environment.ARTIFACTS_BUCKET, {
    ...{ contest, model, dataset },
  });
  const frozen = await cutRows(adapters.store, environment, { contest, model, dataset, others });
  const reason = tooFewRows(frozen, model);
  return { outcome: reason === '' ? 'frozen' : 'not-now', reason, frozen };
};

type Layouts = ReadonlyMap<string, ReturnType<typeof rowLayout>>;

/** The layouts of contenders with other features, by feature hash; one that the dataset cannot give is left out. */
async function otherLayouts(
  store: ObjectStore,
  bucket: string,
  facts: {
    readonly contest: PinnedContest;
    readonly model: CompiledModel;
    readonly dataset: DatasetConfig;
  },
): Promise<Layouts> {
  const layouts = new Map<string, ReturnType<typeof rowLayout>>();
  for (const key of facts.contest.otherConfigKeys) {
    const other = await loadCompiledModel(store, bucket, key);
    const layout = layoutIn(other, facts.dataset);
    if (layout !== undefined && other.label === facts.model.label) {
      layouts.set(featuresHash(other.features), layout);
    }
  }
  return layouts;
}

async function cutRows(
  store: ObjectStore,
  environment: z.infer<typeof environmentSchema>,
  facts: {
    readonly contest: PinnedContest;
    readonly model: CompiledModel;
    readonly dataset: DatasetConfig;
    readonly others: Layouts;
  },
): Promise<FrozenContest> {
  const { contest, model, others } = facts;
  const lake = environment.LAKE_BUCKET;
  const layout = rowLayout(model, facts.dataset);
  const { dataset, datasetVersion } = contest;
  if ((await newestPublished(store, lake, dataset, datasetVersion)) < datasetVersion) {
    throw new ServiceUnavailableError('the dataset version is being published', {
      where: `${dataset} version ${datasetVersion}`,
      fix: 'retry: the manifest follows the version in a moment, or with the next upload',
    });
  }
  const listed = await listVersionObjects(store, lake, dataset, datasetVersion);
  // In order of time, whatever the order of uploads: training is then the same whoever came first.
  const objects = listed.toSorted(
    (a, b) => compareTimes(a.minEventTime, b.minEventTime) || (a.sha256 < b.sha256 ? -1 : 1),
  );
  const newest = await newestLabel(store, lake, { objects, layout, before: startOfDay(contest.asOf) });
  const cut = cutHoldout(contest.asOf, newest === '' ? contest.asOf : newest, model.evaluation.holdoutDays);
  const write = (path: string) =>
    hashedWriter(store, { bucket: environment.STAGING_BUCKET, key: `${contestFolder(contest)}/${path}` });
  const train = write('train/train.csv');
  const holdout = write(`${holdoutFolder(undefined)}/rows.csv`);
  const blocks = write('blocks/blocks.csv');
  // The UTC day of each training row: what the thresholds of the version are calibrated on.
  const days = write(TRAIN_DAYS);
  const guarded = columnPositions(guardedColumns(model.evaluation.gate), facts.dataset);
  const groups = guarded.length === 0 ? undefined : write(HOLDOUT_GROUPS);
  const elsewhere = [...others].map(([hash, own]) => ({
    layout: own,
    writer: write(`${holdoutFolder(hash)}/rows.csv`),
  }));
  const calibration = calibrationOf(contest, { model, layout, others }, write);
  const writers = [
    ...[train, holdout, blocks, days, ...elsewhere.map(({ writer }) => writer)],
    ...(groups === undefined ? [] : [groups]),
    ...(calibration === undefined ? [] : [calibration.writer]),
  ];
  let [trainRows, holdoutRows, unlabelledRows, labelSum] = [0, 0, 0, 0];
  let calibrationRows = 0;
  let trainStart = '';
  const partOf = partsOf(cut);
  const keepTrainRow = (row: ObjectRow, label: string, eventTime: string) => {
    trainRows += 1;
    labelSum += Number(label);
    trainStart = earlier(trainStart, eventTime);
    const kept = [train.add(`${label},${featureLine(row, layout)}`), days.add(eventTime.slice(0, 10))];
    if (calibration !== undefined && compareTimes(eventTime, calibration.since) >= 0) {
      calibrationRows += 1;
      const line = `${calibrationRows},${label},${featureLine(row, calibration.layout)}`;
      kept.push(calibration.writer.add(line));
    }
    return kept;
  };
  const keepHoldoutRow = (row: ObjectRow, label: string, eventTime: string) => {
    holdoutRows += 1;
    return [
      holdout.add(`${holdoutRows},${label},${featureLine(row, layout)}`),
      blocks.add(blockOf(eventTime, model.evaluation.block, holdoutRows)),
      groups?.add(JSON.stringify(guarded.map((position) => row.cell(position)))),
      ...elsewhere.map((own) => own.writer.add(`${holdoutRows},${label},${featureLine(row, own.layout)}`)),
    ];
  };
  try {
    for (const { key } of objects) {
      await readObjectRows(store, { bucket: lake, key }, (row) => {
        const eventTime = row.cell(layout.eventTime);
        const part = partOf(eventTime);
        if (part === 'later') return undefined;
        const label = row.cell(layout.label);
        if (label === '') {
          unlabelledRows += 1;
          return undefined;
        }
        const keep = part === 'train' ? keepTrainRow : keepHoldoutRow;
        return allOf(keep(row, label, eventTime));
      });
    }
  } catch (error) {
    await Promise.all(writers.map((writer) => writer.abort()));
    throw error;
  }
  const digests = await Promise.all(writers.map((writer) => writer.close()));
  const [trainSha256 = '', holdoutSha256 = ''] = digests;
  return {
    contestId: contest.contestId,
    ...cut,
    ...{ trainRows, holdoutRows, unlabelledRows, trainStart, trainSha256, holdoutSha256 },
    trainEnd: cut.holdoutStart,
    naive: trainRows === 0 ? 0 : labelSum / trainRows,
    featuresHash: featuresHash(model.features),
    otherLayouts: [...others.keys()].sort(),
    ...(calibration === undefined
      ? {}
      : { calibration: { rows: calibrationRows, sha256: digests[digests.length - 1] ?? '' } }),
  };
}

/** Nearly every line only joins a piece that waits, and there is nothing to wait for. */
function allOf(kept: readonly (Promise<void> | undefined)[]): Promise<void> | undefined {
  const waiting = kept.filter((one) => one !== undefined);
  return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => undefined);
}

/** Rows that the champion was not trained on and that are not in the hold-out, in the champion's own columns. */
function calibrationOf(
  { recalibration }: PinnedContest,
  {
    model,
    layout,
    others,
  }: { readonly model: CompiledModel; readonly layout: RowLayout; readonly others: Layouts },
  write: (path: string) => HashedWriter,
) {
  if (recalibration === undefined) return undefined;
  const isOwn = recalibration.featuresHash === featuresHash(model.features);
  const columns = isOwn ? layout : others.get(recalibration.featuresHash);
  return columns === undefined
    ? undefined
    : { since: recalibration.trainEnd, layout: columns, writer: write(`${CALIBRATION_FOLDER}/rows.csv`) };
}

/** @returns why there is nothing to hold a contest with yet; empty when there is */
function tooFewRows({ trainRows, holdoutRows }: FrozenContest, model: CompiledModel): string {
  const [labelled, minimum] = [trainRows + holdoutRows, model.training.minimumRows];
  if (labelled < minimum) {
    return `${labelled} labelled rows (${holdoutRows} in the hold-out), ${minimum} needed`;
  }
  const { minimumHoldoutRows } = model.evaluation.gate;
  if (holdoutRows < minimumHoldoutRows) {
    return `${holdoutRows} labelled rows in the hold-out, ${minimumHoldoutRows} needed`;
  }
  return trainRows === 0 ? `all ${labelled} labelled rows are in the hold-out, none is left to train on` : '';
}

export const handler = defineHandler({
  name: 'training/freeze-holdout',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ store: s3ObjectStore, parameters: ssmParameters }),
  step: freezeHoldout,
});
