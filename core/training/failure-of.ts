import * as z from 'zod';

const LONGEST = 300;

/** A failed `.sync` job reports its Describe answer as cause; a Lambda its error with message. */
const jobSchema = z.looseObject({
  FailureReason: z.string().optional(),
  TrainingJobStatus: z.string().optional(),
  TransformJobStatus: z.string().optional(),
});
const lambdaSchema = z.looseObject({ errorMessage: z.string() });

/**
 * One line that says why an execution failed: the job's own reason where there is one.
 * @example failureOf('States.Timeout', '') // 'States.Timeout'
 */
export function failureOf(errorName: string, cause: string): string {
  const parsed = parseJson(cause);
  const job = jobSchema.safeParse(parsed);
  if (job.success) {
    const status = job.data.TrainingJobStatus ?? job.data.TransformJobStatus;
    if (status !== undefined) return cut(`job ${status}: ${job.data.FailureReason ?? 'no reason given'}`);
  }
  const lambda = lambdaSchema.safeParse(parsed);
  if (lambda.success) return cut(`${errorName}: ${lambda.data.errorMessage}`);
  return cut(cause === '' ? errorName : `${errorName}: ${cause}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
