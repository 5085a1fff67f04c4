import { expect, test } from 'vitest';
import type { ModelVersion } from '#core/training/model-version';
import type { FrozenContest, PinnedContest } from '#core/training/training-records';
import { planCalibration } from '#lambdas/training/plan-contenders/plan-calibration';
import { rawArchive } from '#test/unit/sagemaker-engine/tar-zoo';
import { DEFAULT_CODE } from './support/recalibrated-rides.ts';

const OWN_CODE = 'def model_fn(model_dir): ...';
/** As it was before curves. */
const OLD_CODE = 'IS_GYRE_DEFAULT = True';

const plan = async ({ rows = 1200, champion = DEFAULT_CODE, source = DEFAULT_CODE, asked = {} } = {}) => {
  const files: Readonly<Record<string, Uint8Array>> = {
    'source.tar.gz': rawArchive({ name: 'inference.py', body: source }),
    'model.tar.gz': rawArchive({ name: './code/inference.py', body: champion }),
  };
  const read = async (key: string) =>
    (async function* () {
      yield await Promise.resolve(files[key] ?? new Uint8Array());
    })();
  const contest = { sourceKey: 'source.tar.gz' } as PinnedContest;
  const frozen = { calibration: { rows, sha256: 'rows' } } as FrozenContest;
  const version = { version: 3, artifactKey: 'model.tar.gz' } as ModelVersion;
  const { calibration, excluded } = await planCalibration(read, { contest, frozen }, version, {
    ...{ methods: ['platt', 'isotonic'], minimumRows: 1000, hasCostMatrix: false },
    ...asked,
  });
  return [calibration?.methods, ...excluded.map(({ version: of, reason }) => `v${of} ${reason}`)];
};

test('a champion with the default inference code is scored for every method, whatever release it is of', async () => {
  expect(await plan()).toEqual([['platt', 'isotonic']]);
  expect(await plan({ champion: OLD_CODE })).toEqual([['platt', 'isotonic']]);
});

test.each([
  [{ rows: 999 }, 'recalibration: 999 labelled rows between its training and the hold-out, 1000 needed'],
  [{ champion: OWN_CODE }, 'platt, isotonic: its archive has inference code of its own'],
  [{ source: OWN_CODE }, 'platt, isotonic: the deployed model has inference code of its own'],
  [
    { source: OLD_CODE },
    'platt, isotonic: the deployed model was packed before curves were known: deploy it again',
  ],
])('%j: nothing is scored, and why is said', async (given, reason) => {
  expect(await plan(given)).toEqual([undefined, `v3 ${reason}`]);
});

test('a threshold needs no code, and no look at an archive where no method is asked for', async () => {
  const asked = { hasCostMatrix: true };
  expect(await plan({ champion: OWN_CODE, asked })).toEqual([
    [],
    'v3 platt, isotonic: its archive has inference code of its own',
  ]);
  expect(await plan({ source: OWN_CODE, asked: { ...asked, methods: [] } })).toEqual([[]]);
});
