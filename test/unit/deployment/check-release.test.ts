import { describe, expect, it } from 'vitest';
import { judgeRelease, type ReleaseEvidence, type ReleasePolicy } from '#core/deployment/check-release';

const rows = Array.from({ length: 300 }, (_, index) => 100 + index);
const policy: ReleasePolicy = {
  minimumRecords: 200,
  identityTolerance: 1e-4,
  expectedDifference: { mean: -5, blockDeviation: 1 },
  expectationFactor: 3,
  maximumErrorPercent: 1,
  maximumLatencyFactor: 3,
};
const healthy: ReleaseEvidence = {
  identity: rows.map((value) => ({ live: value, offline: value })),
  paired: rows.map((value) => ({ next: value - 5, previous: value })),
  requests: 10,
  failedRequests: 0,
  latencyMilliseconds: { next: [30, 31, 32], previous: [28, 29, 40] },
};
const failedClauses = (evidence: ReleaseEvidence) =>
  judgeRelease(evidence, policy)
    .clauses.filter((clause) => !clause.passed)
    .map((clause) => clause.name);

describe('judgeRelease', () => {
  it('passes a version that behaves as it did in its contest', () => {
    expect(judgeRelease(healthy, policy).verdict).toBe('pass');
  });

  it('fails when one live answer differs from the same artifact offline (swapped columns, wrong artifact)', () => {
    const identity = healthy.identity.map((pair, index) =>
      index === 7 ? { ...pair, live: pair.live + 1 } : pair,
    );
    expect(failedClauses({ ...healthy, identity })).toEqual(['identity']);
  });

  it('E-08 fails when an answer is NaN', () => {
    const identity = [{ live: Number.NaN, offline: 1 }, ...healthy.identity];
    expect(judgeRelease({ ...healthy, identity }, policy).verdict).toBe('fail');
  });

  it('accepts the difference that the gate saw, and fails one it did not', () => {
    const paired = rows.map((value) => ({ next: value + 20, previous: value }));
    expect(failedClauses({ ...healthy, paired })).toEqual(['expectation']);
  });

  it('is inconclusive with too few records, and keeps the old fleet by not passing', () => {
    const few = { ...healthy, identity: healthy.identity.slice(0, 50), paired: healthy.paired.slice(0, 50) };
    expect(judgeRelease(few, policy).verdict).toBe('inconclusive');
  });

  it('fails, rather than waits, when requests to the new version fail', () => {
    const broken = { ...healthy, identity: [], paired: [], requests: 10, failedRequests: 10 };
    expect(judgeRelease(broken, policy).verdict).toBe('fail');
  });

  it('E-08 fails a version that answers ten times slower', () => {
    const latencyMilliseconds = { next: [300, 310, 320], previous: [30, 31, 32] };
    expect(failedClauses({ ...healthy, latencyMilliseconds })).toEqual(['latency']);
  });
});
