/**
 * The verdict on a canary, from the model's own behaviour on live inputs.
 *
 * (a) identity: live answers of the new variant equal what the same artifact gives offline on the same inputs.
 * (b) expectation: the mean difference new - old on live inputs lies inside the interval of that difference on the
 *     contest's hold-out, widened by a stated factor. A difference the gate saw and accepted is no reason to go back.
 * (c) errors and latency of the new variant.
 */
export interface ReleaseEvidence {
  /** Live answers beside the offline answers of the same artifact, row by row. */
  readonly identity: readonly { readonly live: number; readonly offline: number }[];
  /** Answers of both variants to the same live inputs. */
  readonly paired: readonly { readonly next: number; readonly previous: number }[];
  readonly requests: number;
  readonly failedRequests: number;
  readonly latencyMilliseconds: { readonly next: readonly number[]; readonly previous: readonly number[] };
}

export interface ReleasePolicy {
  readonly minimumRecords: number;
  readonly identityTolerance: number;
  /** Mean of new - old on the hold-out, with the standard deviation of that difference over its blocks. */
  readonly expectedDifference: { readonly mean: number; readonly blockDeviation: number };
  readonly expectationFactor: number;
  readonly maximumErrorPercent: number;
  readonly maximumLatencyFactor: number;
}

export interface ReleaseClause {
  readonly name: 'records' | 'identity' | 'expectation' | 'errors' | 'latency';
  readonly passed: boolean;
  readonly value: number;
  readonly bound: number;
  readonly explanation: string;
}

export interface ReleaseVerdict {
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly clauses: readonly ReleaseClause[];
}

/** Below this, a ratio of latencies says nothing: the clock and the network dominate. */
const LATENCY_FLOOR_MILLISECONDS = 25;

/** Half-width of a two-sided 95 % interval in standard deviations. */
const Z_95 = 1.959963984540054;

/**
 * @example
 * judgeRelease(
 *   { identity: [], paired: [], requests: 0, failedRequests: 0, latencyMilliseconds: { next: [], previous: [] } },
 *   { minimumRecords: 1, identityTolerance: 1e-4, expectedDifference: { mean: 0, blockDeviation: 1 },
 *     expectationFactor: 3, maximumErrorPercent: 1, maximumLatencyFactor: 3 },
 * ).verdict // 'inconclusive'
 */
export function judgeRelease(evidence: ReleaseEvidence, policy: ReleasePolicy): ReleaseVerdict {
  const records = Math.min(evidence.identity.length, evidence.paired.length);
  const clauses = [
    recordsClause(records, policy),
    identityClause(evidence, policy),
    expectationClause(evidence, policy),
    errorsClause(evidence, policy),
    latencyClause(evidence, policy),
  ];
  // Errors condemn a release even when they are the reason why too few records came through.
  const failed = clauses.filter((clause) => !clause.passed && clause.name !== 'records');
  if (failed.length > 0) return { verdict: 'fail', clauses };
  return { verdict: records < policy.minimumRecords ? 'inconclusive' : 'pass', clauses };
}

function recordsClause(records: number, policy: ReleasePolicy): ReleaseClause {
  return {
    name: 'records',
    passed: records >= policy.minimumRecords,
    value: records,
    bound: policy.minimumRecords,
    explanation: 'live records of the new version that could be judged',
  };
}

function identityClause(evidence: ReleaseEvidence, policy: ReleasePolicy): ReleaseClause {
  const differences = evidence.identity.map(
    ({ live, offline }) => Math.abs(live - offline) / Math.max(1, Math.abs(offline)),
  );
  // A NaN anywhere makes the maximum NaN, and NaN is not <= tolerance: it fails.
  const largest = differences.reduce((worst, d) => (Number.isNaN(d) || d > worst ? d : worst), 0);
  return {
    name: 'identity',
    passed: largest <= policy.identityTolerance,
    value: largest,
    bound: policy.identityTolerance,
    explanation: 'largest relative difference between live answers and the same artifact offline',
  };
}

function expectationClause(evidence: ReleaseEvidence, policy: ReleasePolicy): ReleaseClause {
  const { mean, blockDeviation } = policy.expectedDifference;
  const bound = policy.expectationFactor * Z_95 * blockDeviation;
  const observed =
    evidence.paired.length === 0 ? mean : average(evidence.paired.map((p) => p.next - p.previous));
  const distance = Math.abs(observed - mean);
  return {
    name: 'expectation',
    passed: distance <= bound,
    value: distance,
    bound,
    explanation: `mean of new - old live is ${observed.toPrecision(4)}, on the hold-out it was ${mean.toPrecision(4)}`,
  };
}

function errorsClause(evidence: ReleaseEvidence, policy: ReleasePolicy): ReleaseClause {
  const percent = evidence.requests === 0 ? 0 : (100 * evidence.failedRequests) / evidence.requests;
  return {
    name: 'errors',
    passed: percent <= policy.maximumErrorPercent,
    value: percent,
    bound: policy.maximumErrorPercent,
    explanation: `${evidence.failedRequests} of ${evidence.requests} requests to the new version failed`,
  };
}

function latencyClause(evidence: ReleaseEvidence, policy: ReleasePolicy): ReleaseClause {
  const next = median(evidence.latencyMilliseconds.next);
  const previous = Math.max(median(evidence.latencyMilliseconds.previous), LATENCY_FLOOR_MILLISECONDS);
  const bound = previous * policy.maximumLatencyFactor;
  return {
    name: 'latency',
    passed: next <= bound,
    value: next,
    bound,
    explanation:
      'median milliseconds of the new version, bound = factor x the old version on the same inputs',
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
