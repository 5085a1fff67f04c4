import type { CompiledModel } from '#core/config/compiled-model';
import { BadScoresError } from '#core/training/errors';
import type { Exclusion } from '#core/training/plan-contender';
import { recalibrate, type RecalibratedContender } from '#core/training/recalibration/recalibrate';
import {
  keptCalibrationKey,
  keptCurveKey,
  type RecalibrationDocument,
} from '#core/training/recalibration/recalibration-document';
import type { RowsByBlock } from '#core/training/recalibration/rows-by-block';
import type { Contender, FrozenContest, PinnedContest } from '#core/training/training-records';
import type { ObjectRef, ObjectStore } from '#ports/object-store';

export interface RecalibratedChampion {
  readonly contenders: readonly RecalibratedContender[];
  readonly document?: RecalibrationDocument;
  readonly excluded: readonly Exclusion[];
}

/**
 * Fits curves to the champion's answers to rows before the hold-out and keeps what a replay and a release need: those
 * answers, the curves, and the scores of each recalibrated champion as any contender's are kept.
 * @param calibration how the rows before the hold-out were scored, under the champion's name
 * @param holdout     what the champion answered to the hold-out
 */
export async function recalibrateChampion(
  calibration: Contender,
  holdout: RowsByBlock,
  facts: {
    readonly contest: PinnedContest;
    readonly frozen: FrozenContest;
    readonly evaluation: CompiledModel['evaluation'];
  },
  place: {
    readonly store: ObjectStore;
    readonly staged: (key: string) => ObjectRef;
    readonly kept: (key: string) => ObjectRef;
    /** Of the contest among what is kept. */
    readonly folder: string;
  },
): Promise<RecalibratedChampion> {
  const { contest, frozen, evaluation } = facts;
  const { store, staged, kept, folder } = place;
  const { contender: champion, scoresKey, recalibration } = calibration;
  const exclude = (reason: string): Exclusion => ({ version: contest.championVersion ?? 0, reason });
  const text = await store.readText(staged(scoresKey));
  let found: ReturnType<typeof recalibrate>;
  try {
    found = recalibrate({ text, rows: frozen.calibration?.rows ?? 0, where: scoresKey }, holdout, {
      ...{ champion, methods: recalibration?.methods ?? [], metric: evaluation.metric },
      ...{ gate: evaluation.gate, seed: contest.contestId },
    });
  } catch (error) {
    // Answers that cannot be read make no curve; the contest goes on without.
    if (error instanceof BadScoresError)
      return { contenders: [], excluded: [exclude(`recalibration: ${error.message}`)] };
    throw error;
  }
  await store.copy(staged(scoresKey), kept(keptCalibrationKey(folder)));
  for (const { contender, method, text: curve, predictions } of found.contenders) {
    await store.write(kept(keptCurveKey(folder, method)), curve, 'application/json');
    await store.write(
      kept(`${folder}/scores/${contender}.csv`),
      scoresText(holdout.labels, predictions),
      'text/csv',
    );
  }
  return {
    ...{ contenders: found.contenders, document: found.document },
    excluded: found.excluded.map(exclude),
  };
}

/** As a transform job would have left them. */
function scoresText(labels: Float64Array, predictions: Float64Array): string {
  const lines = Array.from(labels, (label, row) => `${row + 1},${label},${predictions[row] ?? Number.NaN}\n`);
  return lines.join('');
}
