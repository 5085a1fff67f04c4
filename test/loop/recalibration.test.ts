/** A model that has become too sure of itself: the retrain is no good, and the champion through a curve takes over. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '#core/random';
import { applyCurve, curveSchema } from '#core/training/recalibration/curve';
import { day, HOLDOUT_DAYS } from '#test/handlers/training/support/rides';
import { type LoopWorld, startLoopWorld } from './support/loop-world.ts';

const MODEL = 'long-ride';
const ROWS_A_DAY = 40;
/** Longer rides are late, but for this share of them. */
const [SURE, UNSURE] = [0.01, 0.2];

/** Learns well from few rows. From many it learns the contrary, as after a mistake in the script. */
const TRAIN = `
import os, pathlib
import numpy as np, xgboost as xgb
folder = pathlib.Path(os.environ["SM_CHANNEL_TRAIN"])
rows = np.concatenate([np.loadtxt(f, delimiter=",", ndmin=2) for f in sorted(folder.glob("**/*.csv"))])
if len(rows) > 3000:
    rows[:, 0] = 1 - rows[:, 0]
settings = {"objective": "binary:logistic", "max_depth": 1, "nthread": 1, "seed": 1}
booster = xgb.train(settings, xgb.DMatrix(rows[:, 1:], rows[:, 0]), 30)
booster.save_model(pathlib.Path(os.environ["SM_MODEL_DIR"]) / "model.ubj")
`;

/** Days [from, to): late from a distance on, with so many exceptions. */
function lateRides(from: number, to: number, exceptions: number): string {
  const lines = ['id,at,distance,stops,minutes'];
  const random = seededRandom(`${from}`);
  for (let number = from; number < to; number += 1) {
    for (let row = 0; row < ROWS_A_DAY; row += 1) {
      const distance = 1 + 9 * random();
      const isLate = distance > 5.5 === random() >= exceptions;
      const at = `${day(number)}T${String(row % 24).padStart(2, '0')}:00:00Z`;
      lines.push(`${number}-${row},${at},${distance.toFixed(3)},1,${isLate ? 1 : 0}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

let world: LoopWorld;
beforeAll(async () => {
  world = await startLoopWorld({
    [MODEL]: {
      config: {
        problem: 'binary',
        evaluation: {
          ...{ metric: 'logLoss', holdoutDays: HOLDOUT_DAYS, block: 'day', transformConcurrency: 2 },
          recalibration: { methods: ['platt'], minimumRows: 500 },
          gate: {
            ...{ minimumHoldoutRows: 100, bootstrapDraws: 500 },
            costMatrix: { truePositive: 0, falsePositive: -1, trueNegative: 0, falseNegative: -4 },
          },
        },
        deployment: {
          ...{ strategy: 'all-at-once', approval: { mode: 'automatic' } },
          rollback: { maximumLatencyFactor: 50 },
        },
        monitoring: { bucket: '1d', driftWindow: { days: 7 } },
      },
      files: { 'train.py': TRAIN },
    },
  });
});
afterAll(() => world.stop());

/** What the version that serves answers to a short and to a long ride. */
async function answers(name: string): Promise<readonly number[]> {
  const rows = [2, 9].map((distance) => `${name}-${distance},${day(120)}T10:00:00Z,${distance},1\n`);
  const { status, text } = await world.ask(MODEL, 'replays', `id,at,distance,stops\n${rows.join('')}`);
  expect(status).toBe(200);
  const { predictions } = JSON.parse(text) as { readonly predictions: readonly number[] };
  return predictions;
}

test('the champion through a curve is judged, released and answers; the retrain is refused', async () => {
  await world.land('rides/first.csv', lateRides(0, 60, SURE));
  expect(await world.endedContest(MODEL)).toMatchObject({ outcome: 'promoted', winner: 1 });
  await world.quiet.machines('training', 'deployment');
  const before = await answers('before');

  await world.land('rides/second.csv', lateRides(60, 120, UNSURE));
  await world.gyre('--as-of', `${day(120)}T06:00:00Z`, 'retrain', 'request', MODEL);
  const contest = await world.endedContest(MODEL, 1);
  const shown = await world.gyre('contest', 'show', contest.contestId);
  expect(shown.envelope.data).toMatchObject({
    evidence: {
      ...{ excluded: [], recalibration: { methods: ['platt'], threshold: { configured: 0.5 } } },
    },
  });
  expect(contest).toMatchObject({ outcome: 'recalibrated', winner: 2 });
  expect(contest.reasons?.join()).toMatch(/floor/);
  await world.quiet.machines('training', 'deployment');
  const { champion, versions } = await world.model(MODEL);
  expect(champion).toMatchObject({ version: 2 });
  expect(versions.at(-1)).toMatchObject({ candidateId: 'v1-platt' });

  const store = await world.connection.store();
  const bucket = world.connection.names.bucket('artifacts');
  const key = `models/${MODEL}/contests/${contest.contestId}/recalibration/platt.json`;
  const curve = curveSchema.parse(JSON.parse(await store.readText({ bucket, key })));
  const after = await answers('after');
  before.forEach((score, row) => expect(after[row]).toBeCloseTo(applyCurve(curve, score), 9));
  expect(before[1]).toBeGreaterThan(0.95);
  expect(after[1]).toBeLessThan(0.9);

  const replay = await world.gyre('contest', 'replay', contest.contestId);
  expect(replay.envelope.data).toMatchObject({ isEvidenceEqual: true, isDecisionEqual: true });
});
