import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import { UnknownDatasetError } from '#core/data/errors';
import { featureLine, featuresHash, rowLayout } from '#core/training/feature-rows';
import { blockOf, cutHoldout, partOf } from '#core/training/holdout';
import { contestFolder } from '#core/training/plan-training';
import type { FrozenContest } from '#core/training/training-records';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import { listVersionObjects, readObjectRows } from '../../common/dataset-reader.ts';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadDatasetConfig } from '../../common/load-dataset-config.ts';
import { loadCompiledModel } from '../../common/load-model-revision.ts';
import { objectWriter } from '../../common/object-writer.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

const FLUSH_CHARACTERS = 1 << 20;

/**
 * Cuts the dataset version into training rows and the contest's hold-out, in one pass, and writes both.
 * A repeat is harmless: version, cut and order are pinned, so the same bytes are written again.
 */
export const freezeHoldout: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore; readonly parameters: Parameters }
> = async (contest, { environment, adapters }) => {
  const { store } = adapters;
  const model = await loadCompiledModel(store, environment.ARTIFACTS_BUCKET, contest.configKey);
  const dataset = await loadDatasetConfig(adapters, environment.GYRE_ENV, contest.dataset);
  if (dataset === undefined) {
    throw new UnknownDatasetError('the dataset is not declared any more', {
      where: contest.dataset,
      fix: 'add datasets/<name>/dataset.yaml again and deploy',
    });
  }
  const lake = environment.LAKE_BUCKET;
  const listed = await listVersionObjects(store, lake, contest.dataset, contest.datasetVersion);
  // In order of time, whatever the order of uploads: training is then the same whoever came first.
  const objects = listed.toSorted((a, b) =>
    a.minEventTime < b.minEventTime ? -1 : a.minEventTime > b.minEventTime ? 1 : a.sha256 < b.sha256 ? -1 : 1,
  );
  const newest = objects.reduce(
    (latest, object) => (object.maxEventTime > latest ? object.maxEventTime : latest),
    '',
  );
  const cut = cutHoldout(contest.asOf, newest, model.evaluation.holdoutDays);
  const layout = rowLayout(model, dataset);
  const folder = contestFolder(contest);
  const write = (path: string) =>
    objectWriter(store, { bucket: environment.STAGING_BUCKET, key: `${folder}/${path}` }, 'text/csv');
  const [train, holdout, blocks] = [
    write('train/train.csv'),
    write('holdout/rows.csv'),
    write('blocks/blocks.csv'),
  ];
  const [trainHash, holdoutHash] = [createHash('sha256'), createHash('sha256')];
  let [trainText, holdoutText, blockText] = ['', '', ''];
  let [trainRows, holdoutRows, unlabelledRows, labelSum] = [0, 0, 0, 0];
  let trainStart = '';
  for (const object of objects) {
    for await (const cells of readObjectRows(store, lake, object.key)) {
      const label = cells[layout.label] ?? '';
      const eventTime = cells[layout.eventTime] ?? '';
      if (label === '') {
        unlabelledRows += 1;
        continue;
      }
      const part = partOf(eventTime, cut);
      if (part === 'later') continue;
      const features = featureLine(cells, layout);
      if (part === 'train') {
        trainRows += 1;
        labelSum += Number(label);
        trainText += `${label},${features}\n`;
        if (trainStart === '' || eventTime < trainStart) trainStart = eventTime;
      } else {
        holdoutRows += 1;
        holdoutText += `${holdoutRows},${label},${features}\n`;
        blockText += `${blockOf(eventTime, model.evaluation.block, holdoutRows)}\n`;
      }
      if (trainText.length > FLUSH_CHARACTERS) {
        trainHash.update(trainText);
        await train.write(trainText);
        trainText = '';
      }
      if (holdoutText.length > FLUSH_CHARACTERS) {
        holdoutHash.update(holdoutText);
        await holdout.write(holdoutText);
        holdoutText = '';
      }
    }
  }
  trainHash.update(trainText);
  holdoutHash.update(holdoutText);
  await Promise.all([train.write(trainText), holdout.write(holdoutText), blocks.write(blockText)]);
  await Promise.all([train.close(), holdout.close(), blocks.close()]);
  const frozen: FrozenContest = {
    contestId: contest.contestId,
    ...cut,
    ...{ trainRows, holdoutRows, unlabelledRows, trainStart },
    trainEnd: cut.holdoutStart,
    trainSha256: trainHash.digest('hex'),
    holdoutSha256: holdoutHash.digest('hex'),
    naive: trainRows === 0 ? 0 : labelSum / trainRows,
    featuresHash: featuresHash(model.features),
  };
  const minimum = model.training.minimumRows;
  const labelled = trainRows + holdoutRows;
  if (labelled < minimum || trainRows === 0 || holdoutRows < model.evaluation.gate.minimumHoldoutRows) {
    const reason = `${labelled} labelled rows (${holdoutRows} in the hold-out), ${minimum} needed`;
    return { outcome: 'not-now', reason, frozen };
  }
  return { outcome: 'frozen', reason: '', frozen };
};

export const handler = defineHandler({
  name: 'training/freeze-holdout',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ store: s3ObjectStore, parameters: ssmParameters }),
  step: freezeHoldout,
});
