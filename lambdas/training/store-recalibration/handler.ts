import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sha256Hex } from '#core/registry/identify';
import { artifactKeyOf } from '#core/training/artifact-key';
import { RecalibrationError } from '#core/training/errors';
import { evidenceDocumentSchema } from '#core/training/evidence-document';
import { archiveFile } from '#core/training/recalibration/archive-file';
import { curveSchema } from '#core/training/recalibration/curve';
import { appliesCurves, SOURCE_INFERENCE } from '#core/training/recalibration/default-inference';
import { keptCurveKey } from '#core/training/recalibration/recalibration-document';
import { recalibratedArchive } from '#core/training/recalibration/recalibrated-archive';
import type { ObjectStore } from '#ports/object-store';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/**
 * Makes the archive of a recalibrated champion that won: the champion's own, with the curve that was judged and code that
 * applies it, at its content-addressed place. It is made twice, first for its name and then for good, so that no more of
 * it is in memory than a piece. A repeat is harmless: the same curve and archive give the same bytes.
 * @throws RecalibrationError when the evidence names no such curve, or what it names is not there any more
 */
export const storeRecalibration: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore }
> = async ({ contest, evidenceKey, winner }, { environment, adapters }) => {
  const { store } = adapters;
  const kept = (key: string) => ({ bucket: environment.ARTIFACTS_BUCKET, key });
  const refuse = (received: string, allowed: string) =>
    new RecalibrationError('a recalibrated champion won, and its archive cannot be made', {
      where: `${contest.model} ${contest.contestId}, ${winner}`,
      ...{ received, allowed },
      fix: 'ask for another contest; gyre contest replay tells whether what is kept of this one was changed',
    });
  const document = parseContract(
    evidenceDocumentSchema,
    JSON.parse(await store.readText(kept(evidenceKey))),
    evidenceKey,
  );
  const named = document.recalibration?.curves.find(({ contender }) => contender === winner);
  const champion = document.contenders.find(({ contender }) => contender === document.evidence.champion);
  if (named === undefined || champion === undefined)
    throw refuse('no curve of this name in the evidence', 'a curve, and the champion it is for');
  const curveKey = keptCurveKey(`models/${contest.model}/contests/${contest.contestId}`, named.method);
  const text = await store.readText(kept(curveKey));
  if (sha256Hex(text) !== named.sha256)
    throw refuse(`another curve at ${curveKey}`, 'the one that was judged');
  const inference = await archiveFile(await store.read(kept(contest.sourceKey)), SOURCE_INFERENCE);
  if (inference === undefined || !appliesCurves(inference))
    throw refuse('no inference code that applies curves in the source', 'the default inference code');
  const parts = { curve: parseContract(curveSchema, JSON.parse(text), curveKey), inference };

  const from = artifactKeyOf(contest.model, champion.artifactSha256);
  const make = async () => recalibratedArchive(await store.read(kept(from)), parts);
  const first = createHash('sha256');
  let sizeBytes = 0;
  for await (const piece of await make()) {
    first.update(piece);
    sizeBytes += piece.length;
  }
  const artifactSha256 = first.digest('hex');
  const artifactKey = artifactKeyOf(contest.model, artifactSha256);
  const again = async function* () {
    const second = createHash('sha256');
    for await (const piece of await make()) {
      second.update(piece);
      yield piece;
    }
    // Thrown before the object is complete: nothing becomes visible.
    if (second.digest('hex') !== artifactSha256)
      throw refuse('another archive at the second look', 'the champion as it was judged');
  };
  await store.writeStream(kept(artifactKey), again(), 'application/gzip');
  return { artifactKey, artifactSha256, sizeBytes };
};

export const handler = defineHandler({
  name: 'training/store-recalibration',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ store: s3ObjectStore }),
  step: storeRecalibration,
});
