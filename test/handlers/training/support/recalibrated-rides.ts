/** A champion that is off by a factor, and a retrain that is no good: who wins is the champion with a curve. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTraining } from '#test/statemachines/training/support/run-training';
import { rawArchive } from '#test/unit/sagemaker-engine/tar-zoo';
import { HOLDOUT_DAYS, rideModel, rides } from './rides.ts';
import { trainingRoom, type TrainingRoom } from './training-room.ts';

export const DEFAULT_CODE = readFileSync(
  join(import.meta.dirname, '../../../../containers/inference_xgboost.py'),
  'utf8',
);

/** A model archive as the entry script leaves it, for the fake that answers `factor x distance`. */
const rideArchive = (factor: number) =>
  rawArchive(
    { name: 'model.json', body: JSON.stringify({ factor }) },
    { name: 'code/', type: '5' },
    { name: 'code/inference.py', body: DEFAULT_CODE },
    { name: 'code/train.py', body: 'train' },
  );

const MODEL = rideModel({
  evaluation: {
    ...{ metric: 'rmse', holdoutDays: HOLDOUT_DAYS, block: 'day', transformConcurrency: 2 },
    recalibration: { methods: ['linear'], minimumRows: 500 },
    gate: { minimumHoldoutRows: 100, bootstrapDraws: 500 },
  },
});

/** Version 1 serves, trained on a factor of 2; since day 60 it is 3, and what is trained now answers by 1. */
export async function roomToRecalibrate(): Promise<TrainingRoom> {
  const room = await trainingRoom();
  await room.deployRevision(MODEL, rawArchive({ name: 'inference.py', body: DEFAULT_CODE }));
  await room.commitRows(rides(0, 60, 2));
  room.sageMaker.endings.artifact = rideArchive(2);
  await runTraining(room, room.request(60));
  await room.commitRows(rides(60, 120, 3));
  room.sageMaker.endings.artifact = rideArchive(1);
  return room;
}
