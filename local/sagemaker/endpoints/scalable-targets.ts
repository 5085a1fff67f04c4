import * as z from 'zod';

const answerSchema = z.object({ ScalableTargets: z.array(z.object({ ResourceId: z.string() })) });
const TIMEOUT_MILLISECONDS = 5000;
/** The emulator routes by the target header; the signature of its root key is not checked. */
const HEADERS = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'AnyScaleFrontendService.DescribeScalableTargets',
  authorization:
    'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/application-autoscaling/aws4_request, SignedHeaders=host, Signature=0',
};

/** Variants of an endpoint that Application Auto Scaling knows. */
export type ScaledVariants = (endpointName: string) => Promise<ReadonlySet<string>>;

/** Asks the emulator, which keeps the targets. One that does not answer has none. */
export function scaledVariantsOf(emulatorUrl: string): ScaledVariants {
  return async (endpointName) => {
    try {
      const response = await fetch(emulatorUrl, {
        method: 'POST',
        headers: HEADERS,
        body: JSON.stringify({ ServiceNamespace: 'sagemaker' }),
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      });
      const answer = answerSchema.safeParse(await response.json());
      const prefix = `endpoint/${endpointName}/variant/`;
      const resources = answer.success ? answer.data.ScalableTargets.map((target) => target.ResourceId) : [];
      return new Set(resources.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length)));
    } catch {
      return new Set();
    }
  };
}
