import type { RecalibrationConfig } from '#core/config/recalibration-config';
import type { Exclusion } from '#core/training/plan-contender';
import { archiveFile } from '#core/training/recalibration/archive-file';
import {
  ARCHIVE_INFERENCE,
  appliesCurves,
  isDefaultInference,
  SOURCE_INFERENCE,
} from '#core/training/recalibration/default-inference';
import type { ModelVersion } from '#core/training/model-version';
import type { FrozenContest, PinnedContest } from '#core/training/training-records';
import type { ObjectStore } from '#ports/object-store';

/** What the champion's answers to rows before the hold-out are for, and what they cannot be used for. */
export interface CalibrationPlan {
  /** Absent when there is nothing to answer them for. */
  readonly calibration?: {
    readonly sha256: string;
    readonly methods: RecalibrationConfig['methods'];
  };
  readonly excluded: readonly Exclusion[];
}

/**
 * Whether there are rows enough for curves and threshold, and code that a curve can be put into: a champion with inference
 * code of its own answers as it likes. It only reads.
 * @param asked `evaluation.recalibration`, and whether the gate states what rows are worth
 */
export async function planCalibration(
  read: (key: string) => ReturnType<ObjectStore['read']>,
  { contest, frozen }: { readonly contest: PinnedContest; readonly frozen: FrozenContest },
  champion: ModelVersion,
  asked: RecalibrationConfig & { readonly hasCostMatrix: boolean },
): Promise<CalibrationPlan> {
  const { calibration } = frozen;
  if (calibration === undefined) return { excluded: [] };
  const exclude = (what: string, reason: string): Exclusion => ({
    ...{ version: champion.version, reason: `${what}: ${reason}` },
  });
  if (calibration.rows < asked.minimumRows) {
    const found = `${calibration.rows} labelled rows between its training and the hold-out`;
    return { excluded: [exclude('recalibration', `${found}, ${asked.minimumRows} needed`)] };
  }
  const reason = asked.methods.length === 0 ? undefined : await reasonAgainstCurves(read, contest, champion);
  const methods = reason === undefined ? asked.methods : [];
  const excluded = reason === undefined ? [] : [exclude(asked.methods.join(', '), reason)];
  if (methods.length === 0 && !asked.hasCostMatrix) return { excluded };
  return { calibration: { sha256: calibration.sha256, methods }, excluded };
}

async function reasonAgainstCurves(
  read: (key: string) => ReturnType<ObjectStore['read']>,
  contest: PinnedContest,
  champion: ModelVersion,
): Promise<string | undefined> {
  const code = await archiveFile(await read(contest.sourceKey), SOURCE_INFERENCE);
  if (!isDefaultInference(code)) return 'the deployed model has inference code of its own';
  if (!appliesCurves(code)) return 'the deployed model was packed before curves were known: deploy it again';
  const own = await archiveFile(await read(champion.artifactKey), ARCHIVE_INFERENCE);
  return isDefaultInference(own) ? undefined : 'its archive has inference code of its own';
}
