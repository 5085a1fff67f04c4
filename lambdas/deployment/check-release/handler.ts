import * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sageMakerRuntimeInference } from '#adapters/sagemaker-runtime-inference';
import { judgeRelease } from '#core/deployment/check-release';
import { EvidenceMissingError } from '#core/deployment/errors';
import { formatAttributes } from '#core/serving/capture-record';
import type { Inference } from '#ports/inference';
import type { ObjectStore } from '#ports/object-store';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema, policySchema } from './contract.ts';

const sampleSchema = z.array(z.strictObject({ rowId: z.string(), line: z.string(), answer: z.string() }));

/** Rows of one paired call; a few calls give a median latency instead of one number. */
const ROWS_PER_CALL = 100;

/**
 * Judges the canary: live answers against the same artifact offline, new against old on the same live inputs,
 * errors and latency. A repeat is harmless: it asks again and overwrites evidence of the same deployment.
 */
export const checkRelease: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore; readonly inference: Inference }
> = async (input, { environment, adapters }) => {
  const { store, inference } = adapters;
  const staged = (key: string) => store.readText({ bucket: environment.STAGING_BUCKET, key });
  const policyText = await store.readText({ bucket: environment.ARTIFACTS_BUCKET, key: input.policyKey });
  const policy = parseContract(policySchema, JSON.parse(policyText), input.policyKey);
  const sample = parseContract(sampleSchema, JSON.parse(await staged(input.sampleKey)), input.sampleKey);
  const offline = splitLines(await staged(input.scoresKey));
  if (offline.length !== sample.length) {
    throw new EvidenceMissingError('the offline scores do not cover the sampled live rows', {
      where: input.scoresKey,
      received: `${offline.length} scores`,
      allowed: `${sample.length} scores, one per sampled row`,
      fix: 'read the log of the transform job; its container must answer one line per input line',
    });
  }
  const paired: { next: number; previous: number }[] = [];
  const latency = { next: [] as number[], previous: [] as number[] };
  let failed = 0;
  let requests = 0;
  for (let start = 0; start < sample.length; start += ROWS_PER_CALL) {
    const rows = sample.slice(start, start + ROWS_PER_CALL);
    const body = rows.map((row) => row.line).join('\n');
    const ask = (variant: string) =>
      inference.invoke({
        endpointName: input.endpointName,
        body,
        contentType: 'text/csv',
        targetVariant: variant,
        inferenceId: `pair-${input.deploymentId}-${start}`,
        customAttributes: formatAttributes({ purpose: 'shadow' }),
      });
    const next = await ask(input.newVariant);
    const previous = await ask(input.oldVariant);
    requests += 1;
    if ('failure' in next) failed += 1;
    if ('failure' in next || 'failure' in previous) continue;
    latency.next.push(next.milliseconds);
    latency.previous.push(previous.milliseconds);
    const [nextLines, previousLines] = [splitLines(next.body), splitLines(previous.body)];
    // A line that is missing is no number, and condemns the release like one that is none.
    rows.forEach((_, row) =>
      paired.push({ next: numberOf(nextLines[row] ?? ''), previous: numberOf(previousLines[row] ?? '') }),
    );
  }
  const verdict = judgeRelease(
    {
      identity: sample.map((row, index) => ({
        live: numberOf(row.answer),
        offline: numberOf(offline[index] ?? ''),
      })),
      paired,
      requests: input.requests + requests,
      failedRequests: input.failedRequests + failed,
      latencyMilliseconds: latency,
    },
    // A sample is thinned: it may hold fewer rows than the bake counted.
    { ...policy, minimumRecords: Math.min(policy.minimumRecords, sample.length) },
  );
  const evidenceKey = `models/${input.model}/deployments/${input.deploymentId}/release-check.json`;
  await store.write(
    { bucket: environment.ARTIFACTS_BUCKET, key: evidenceKey },
    JSON.stringify({ ...verdict, rows: sample.length }),
    'application/json',
  );
  const reasons = verdict.clauses
    .filter((clause) => !clause.passed)
    .map(
      (clause) =>
        `${clause.name}: ${clause.value.toPrecision(4)}, allowed ${clause.bound.toPrecision(4)} (${clause.explanation})`,
    );
  return { verdict: verdict.verdict, reasons, evidenceKey };
};

function splitLines(text: string): string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

export const handler = defineHandler({
  name: 'deployment/check-release',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ store: s3ObjectStore, inference: sageMakerRuntimeInference }),
  step: checkRelease,
});
