import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sageMakerRuntimeInference } from '#adapters/sagemaker-runtime-inference';
import { ssmParameters } from '#adapters/ssm-parameters';
import { attributionKey } from '#core/monitoring/attribution/attribution-key';
import { FEWEST_ROWS, judgeAttribution } from '#core/monitoring/attribution/judge-attribution';
import {
  type Cells,
  importancesOf,
  permutationPlan,
} from '#core/monitoring/attribution/permutation-importance';
import { emptySample, mergedSampleRows, mergeSamples } from '#core/monitoring/row-scores/row-sample';
import type { Sketch } from '#core/monitoring/stored-sketch';
import { seededRandom } from '#core/random';
import type { Inference } from '#ports/inference';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadBaseline } from '../../common/load-baseline.ts';
import { loadDeployedModel } from '../../common/load-model-revision.ts';
import { readChampion } from '../../common/read-champion.ts';
import { listSketches, readSketches } from '../../common/read-sketches.ts';
import { askVariant } from '../../common/ask-variant.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly parameters: Parameters;
  readonly inference: Inference;
}
type Output = z.infer<typeof outputSchema>;

/**
 * Asks the champion how much its answers hang on each feature: on rows of the window, and on rows of its training,
 * both today, so that nothing but the rows differs. A repeat is harmless: the same rows and orders are asked, the
 * calls are marked and kept out of windows, and the measurement is written under the same key.
 */
export const measureAttribution: Step<
  z.infer<typeof inputSchema>,
  Output,
  z.infer<typeof environmentSchema>,
  Adapters
> = async ({ model, start, end }, { environment, adapters }) => {
  const { registry, store, inference } = adapters;
  const champion = await readChampion(registry, model);
  if (champion === undefined) return without('not-configured', 'no version serves');
  const deployed = await loadDeployedModel(adapters.parameters, store, environment.GYRE_ENV, model);
  const { attribution } = deployed.monitoring;
  if (attribution === undefined) return without('not-configured', 'model.yaml asks for none');
  const { version } = champion.alias;
  const { baseline } = await loadBaseline(adapters, environment.ARTIFACTS_BUCKET, model, version);
  const bucket = environment.REPORTS_BUCKET;
  const sketches = await readSketches(
    store,
    bucket,
    await listSketches(store, bucket, { model, version, start, end }),
  );
  const now = rowsOf(sampledIn(sketches, baseline.features.length));
  const before = rowsOf(baseline.sample ?? []);
  const rows = Math.min(now.length, before.length, attribution.rows);
  if (rows < FEWEST_ROWS) return without('few-rows', `${rows} sampled rows, ${FEWEST_ROWS} needed`);

  const importances: number[][] = [];
  for (const sample of [before, now]) {
    const plan = permutationPlan(sample.slice(0, rows), seededRandom(baseline.contestId));
    const answered = await askVariant(
      inference,
      { environment: environment.GYRE_ENV, model, version },
      plan.asked,
    );
    if ('failure' in answered) return without('not-answered', answered.failure);
    importances.push(importancesOf(plan, answered.answers));
  }
  const section = judgeAttribution(
    baseline.features.map(({ name }) => name),
    importances[0] ?? [],
    importances[1] ?? [],
    { rows, threshold: attribution.minimumAgreement },
  );
  const key = attributionKey(model, start, version);
  await store.write({ bucket, key }, JSON.stringify(section), 'application/json');
  return { status: 'measured', reason: `agreement ${section.ndcg.toFixed(3)}`, key };
};

function sampledIn(sketches: readonly Sketch[], columns: number): readonly string[] {
  const sample = emptySample();
  for (const sketch of sketches) {
    if (sketch.sample !== undefined) mergeSamples(sample, sketch.sample, mergedSampleRows(columns));
  }
  return sample.rows.map(({ cells }) => cells);
}

function rowsOf(lines: readonly string[]): readonly Cells[] {
  return lines.map((line) => line.split(','));
}

function without(status: Output['status'], reason: string): Output {
  return { status, reason, key: null };
}

export const handler = defineHandler({
  name: 'monitoring/measure-attribution',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    parameters: ssmParameters,
    inference: sageMakerRuntimeInference,
  }),
  step: measureAttribution,
});
