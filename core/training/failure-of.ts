import * as z from 'zod';

/** Room for an error with its place and its fix, not for a trace. */
const LONGEST = 600;

/** A failed `.sync` job reports its Describe answer as cause; a Lambda its error with message. */
const jobSchema = z.looseObject({
  FailureReason: z.string().optional(),
  TrainingJobStatus: z.string().optional(),
  TransformJobStatus: z.string().optional(),
  SecondaryStatus: z.string().optional(),
  StoppingCondition: z.looseObject({ MaxRuntimeInSeconds: z.number().optional() }).optional(),
});
type Job = z.infer<typeof jobSchema>;
const lambdaSchema = z.looseObject({ errorMessage: z.string() });
/** What ScoreContenders fails with: whose job it was, and the job's own failure. */
const contenderSchema = z.strictObject({ contender: z.string(), errorName: z.string(), cause: z.string() });

/**
 * One line that says why an execution failed: the job's own reason where there is one.
 * @example failureOf('States.Timeout', '') // 'States.Timeout'
 */
export function failureOf(errorName: string, cause: string): string {
  return oneLine(tell(errorName, cause));
}

function tell(errorName: string, cause: string): string {
  const parsed = parseJson(cause);
  const contender = contenderSchema.safeParse(parsed);
  if (contender.success) {
    const { contender: name, errorName: inner, cause: why } = contender.data;
    return `contender ${name} did not score the hold-out: ${tell(inner, why)}`;
  }
  const job = jobSchema.safeParse(parsed);
  if (job.success) {
    const status = job.data.TrainingJobStatus ?? job.data.TransformJobStatus;
    if (status !== undefined) return `job ${status}: ${reasonOf(job.data)}`;
  }
  const lambda = lambdaSchema.safeParse(parsed);
  if (lambda.success) return `${errorName}: ${lambda.data.errorMessage}`;
  return cause === '' ? errorName : `${errorName}: ${cause}`;
}

/** A job that was stopped has no reason of its own: its secondary status tells by what. */
function reasonOf({
  FailureReason: reason = '',
  SecondaryStatus: by,
  StoppingCondition: limits,
}: Job): string {
  if (reason !== '') return reason;
  if (by === 'MaxWaitTimeExceeded') return 'it waited for a spot instance longer than it may';
  if (by !== 'MaxRuntimeExceeded') return 'no reason given';
  const seconds = limits?.MaxRuntimeInSeconds;
  const limit = seconds === undefined ? '' : ` of ${seconds} s`;
  return `it reached its time limit${limit}, which training.maximumRuntimeMinutes sets`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a script raised may hold anything; in a ledger and on a terminal it is one line of text. */
function oneLine(text: string): string {
  const line = text.replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
