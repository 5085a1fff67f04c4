import { expect, test } from 'vitest';
import { failureOf } from '#core/training/failure-of';

const failed = (cause: object) => failureOf('States.TaskFailed', JSON.stringify(cause));
const stopped = (SecondaryStatus: string, more: object = {}) =>
  failed({ TrainingJobStatus: 'Stopped', SecondaryStatus, ...more });

test('a job that failed: in its own words, on one line without control characters', () => {
  const FailureReason = 'AlgorithmError:\n  ErrorMessage "\u001b[31mValueError: no rows\u001b[0m"';
  expect(failed({ TrainingJobStatus: 'Failed', FailureReason })).toBe(
    'job Failed: AlgorithmError: ErrorMessage " [31mValueError: no rows [0m"',
  );
});

test('C-05 a job that was stopped: by what, and at which limit', () => {
  const sixty = { StoppingCondition: { MaxRuntimeInSeconds: 60 } };
  expect(stopped('MaxRuntimeExceeded', sixty)).toBe(
    'job Stopped: it reached its time limit of 60 s, which training.maximumRuntimeMinutes sets',
  );
  expect(stopped('MaxRuntimeExceeded')).toMatch(/its time limit, which/);
  expect(stopped('MaxWaitTimeExceeded')).toMatch(/waited for a spot instance/);
  expect(stopped('Stopped', { FailureReason: '' })).toBe('job Stopped: no reason given');
});

test('a contender that did not score: who, and why its job failed', () => {
  const job = JSON.stringify({ TransformJobStatus: 'Failed', FailureReason: 'the container died' });
  const cause = JSON.stringify({ contender: 'v3', errorName: 'States.TaskFailed', cause: job });
  expect(failureOf('ContenderNotScored', cause)).toBe(
    'contender v3 did not score the hold-out: job Failed: the container died',
  );
  const timedOut = JSON.stringify({ contender: 'v3', errorName: 'States.Timeout', cause: '' });
  expect(failureOf('ContenderNotScored', timedOut)).toBe(
    'contender v3 did not score the hold-out: States.Timeout',
  );
});

test('an error of a function: its name and message; anything else as it came', () => {
  const lambda = JSON.stringify({
    errorType: 'BadArtifactError',
    errorMessage: 'no artifact\n  Fix: mend it',
  });
  expect(failureOf('BadArtifactError', lambda)).toBe('BadArtifactError: no artifact Fix: mend it');
  expect(failureOf('States.Runtime', '{"no": "known shape"}')).toBe('States.Runtime: {"no": "known shape"}');
});
