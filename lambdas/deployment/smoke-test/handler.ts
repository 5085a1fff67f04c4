import * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sageMakerRuntimeInference } from '#adapters/sagemaker-runtime-inference';
import { judgeSmokeTest } from '#core/deployment/smoke-test';
import { formatAttributes } from '#core/serving/capture-record';
import type { Inference } from '#ports/inference';
import type { ObjectStore } from '#ports/object-store';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

const goldenSchema = z.array(z.strictObject({ line: z.string(), expected: z.number() }));

type Input = z.infer<typeof inputSchema>;
type Output = z.infer<typeof outputSchema>;

/**
 * Sends golden records straight to the new variant and compares with the offline predictions of its artifact.
 * A repeat is harmless: the calls are marked as smoke tests and kept out of windows.
 */
export const smokeTest: Step<
  Input,
  Output,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore; readonly inference: Inference }
> = async (input, { environment, adapters }) => {
  const text = await adapters.store.readText({ bucket: environment.ARTIFACTS_BUCKET, key: input.goldenKey });
  const golden = parseContract(goldenSchema, JSON.parse(text), input.goldenKey);
  const answer = await adapters.inference.invoke({
    endpointName: input.endpointName,
    body: golden.map((record) => record.line).join('\n'),
    contentType: 'text/csv',
    targetVariant: input.variant,
    inferenceId: `smoke-${input.deploymentId}`,
    customAttributes: formatAttributes({ purpose: 'smoke' }),
  });
  if ('failure' in answer) {
    return {
      passed: false,
      compared: 0,
      largestDifference: 0,
      reasons: [`${answer.failure}: ${answer.message.slice(0, 200)}`],
    };
  }
  if (answer.invokedVariant !== input.variant) {
    const reasons = [`asked variant ${input.variant}, ${answer.invokedVariant} answered`];
    return { passed: false, compared: 0, largestDifference: 0, reasons };
  }
  const lines = answer.body.split('\n').filter((line, index, all) => line !== '' || index < all.length - 1);
  const verdict = judgeSmokeTest(golden, lines, input.tolerance);
  return { ...verdict, reasons: [...verdict.reasons] };
};

export const handler = defineHandler({
  name: 'deployment/smoke-test',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ store: s3ObjectStore, inference: sageMakerRuntimeInference }),
  step: smokeTest,
});
