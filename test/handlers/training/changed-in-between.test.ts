import { expect, test } from 'vitest';
import { checkArtifact } from '#core/training/check-artifact';
import { outputSchema } from '#lambdas/training/pin-revision/contract';
import { pinRevision } from '#lambdas/training/pin-revision/handler';
import { storeArtifact } from '#lambdas/training/store-artifact/handler';
import { sha256Hex } from '#core/registry/identify';
import type { ObjectStore } from '#ports/object-store';
import { runTraining } from '#test/statemachines/training/support/run-training';
import { rawArchive } from '#test/unit/sagemaker-engine/tar-zoo';
import { rides } from './support/rides.ts';
import { trainingRoom } from './support/training-room.ts';

test('D-08 an artifact that is written over while it is stored: what was checked is what is kept', async () => {
  const room = await trainingRoom();
  await room.commitRows(rides(0, 60, 2));
  const contest = outputSchema.parse(await pinRevision(room.request(60), room.context));
  const key = `ride-time/${contest.contestId}/output/job/output/model.tar.gz`;
  const good = rawArchive({ name: 'model.json', body: '{"factor":2}' });
  const swapped = rawArchive({ name: 'model.pkl', body: 'code' });
  await room.put('staging', key, good);
  const store: ObjectStore = {
    ...room.store,
    head: async (ref) => {
      const head = await room.store.head(ref);
      if (ref.bucket === 'staging') await room.put('staging', key, swapped);
      return head;
    },
  };
  const stored = await storeArtifact(
    { contest, artifactUri: `s3://staging/${key}` },
    { ...room.context, adapters: { store } },
  );
  expect(stored.artifactSha256).toBe(sha256Hex(good));
  const kept = { bucket: 'artifacts', key: stored.artifactKey };
  expect(await checkArtifact(await room.store.read(kept))).toMatchObject({ isGood: true });
});

test('contenders whose rows came back with other labels are not compared', async () => {
  const room = await trainingRoom();
  await room.commitRows(rides(0, 60, 2));
  await runTraining(room, room.request(60));
  await room.commitRows(rides(60, 120, 3));
  const { perform } = room.sageMaker;
  const run = await runTraining(
    {
      ...room,
      sageMaker: {
        ...room.sageMaker,
        perform: async (state, args) => {
          const answer = await perform(state, args);
          const output = (args as { TransformOutput?: { S3OutputPath: string } }).TransformOutput;
          if (state === 'ScoreHoldout' && output?.S3OutputPath.includes('/v1/') === true) {
            const key = `${output.S3OutputPath.slice('s3://staging/'.length)}rows.csv.out`;
            const text = await room.stagedText(key);
            await room.put('staging', key, text.replace(/^1,[^,]+/, '1,0'));
          }
          return answer;
        },
      },
    },
    room.request(120),
  );
  expect(run.output).toMatchObject({
    outcome: 'failed',
    reasons: [expect.stringMatching(/^BadScoresError: /)],
  });
  expect(await room.versions()).toHaveLength(1);
});
