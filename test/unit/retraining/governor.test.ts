import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideRetrain, type ModelState, type RetrainAsk } from '#core/retraining/governor';
import { dayAfter } from '#core/retraining/model-state';
import { modelConfigSchema } from '#core/config/model-config';

const retraining = modelConfigSchema.shape.retraining.parse({
  triggers: ['drift', 'quality'],
  cooldownDays: 60,
  minimumNewLabels: 20_000,
  maximumPerMonth: 4,
  breakerAfterFailures: 3,
});
const policy = { ...retraining, minimumRows: 60_000 };
const serving: ModelState = {
  champion: { version: 1, holdoutEnd: '2013-04-01T00:00:00.000Z' },
  labelledRows: 133_515,
  newLabelledRows: 55_706,
  acceptedAt: ['2013-04-01T00:00:00.000Z'],
  failuresInARow: 0,
};
const drift: RetrainAsk = { cause: 'drift', asOf: '2013-06-01T06:00:00.000Z' };
const codes = (ask: RetrainAsk, state: ModelState) => {
  const decision = decideRetrain(ask, state, policy);
  return decision.decision === 'accept' ? [] : decision.refusals.map(({ code }) => code);
};

describe('decideRetrain', () => {
  it('accepts when nothing speaks against it', () => {
    expect(decideRetrain(drift, serving, policy)).toEqual({ decision: 'accept' });
  });

  it('waits for data before the first contest, and says how many rows are missing', () => {
    const state: ModelState = {
      labelledRows: 49_855,
      newLabelledRows: 49_855,
      acceptedAt: [],
      failuresInARow: 0,
    };
    expect(decideRetrain({ cause: 'first', asOf: '2013-03-01T00:00:00Z' }, state, policy)).toMatchObject({
      decision: 'not-now',
      refusals: [{ code: 'waiting-for-data', retryWhen: { kind: 'labelled-rows', atLeast: 60_000 } }],
    });
  });

  it('refuses for want of labels that the champion has not been judged on', () => {
    expect(codes(drift, { ...serving, newLabelledRows: 0 })).toEqual(['too-few-labels']);
  });

  it('rests for full days: the first day after them is the first on which asking succeeds', () => {
    expect(codes({ ...drift, asOf: '2013-05-31T00:00:00.000Z' }, serving)).toEqual(['cooldown']);
    expect(codes({ ...drift, asOf: '2013-06-01T00:00:00.000Z' }, serving)).toEqual([]);
  });

  it('G-05 keeps one contest in flight, whoever asks', () => {
    const state = { ...serving, openRequest: 'rr-1' };
    expect(codes(drift, state)).toEqual(['in-flight']);
    expect(codes({ ...drift, cause: 'manual' }, state)).toEqual(['in-flight']);
  });

  it('G-06 opens the breaker after three failures, until a person asks', () => {
    const state = { ...serving, failuresInARow: 3 };
    expect(codes(drift, state)).toEqual(['breaker-open']);
    expect(codes({ ...drift, cause: 'manual' }, state)).toEqual([]);
  });

  it('G-08 stops at the budget of the month, for people too', () => {
    const acceptedAt = ['01', '02', '03', '04'].map((day) => `2013-06-${day}T00:00:00.000Z`);
    expect(codes({ cause: 'manual', asOf: '2013-06-05T00:00:00.000Z' }, { ...serving, acceptedAt })).toEqual([
      'budget',
    ]);
    expect(codes({ cause: 'manual', asOf: '2013-07-01T00:00:00.000Z' }, { ...serving, acceptedAt })).toEqual(
      [],
    );
  });

  it('ignores a trigger that model.yaml does not list', () => {
    expect(codes({ ...drift, cause: 'new-data' }, serving)).toEqual(['trigger-off']);
  });

  it('gives every reason at once, so that people need not ask twice', () => {
    const state = { ...serving, newLabelledRows: 5, openRequest: 'rr-1' };
    expect(codes({ ...drift, asOf: '2013-05-01T00:00:00.000Z' }, state)).toEqual([
      'in-flight',
      'too-few-labels',
      'cooldown',
    ]);
  });

  it('never turns an accepted ask into a refused one when more labels arrive', () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(200_000), (labels, more) => {
        const before = codes(drift, { ...serving, newLabelledRows: labels });
        const after = codes(drift, { ...serving, newLabelledRows: labels + more });
        return before.length > 0 || after.length === 0;
      }),
    );
  });
});

describe('dayAfter', () => {
  it('is the first moment after the day of an event', () => {
    expect(dayAfter('2013-03-31T23:00:00Z')).toBe('2013-04-01T00:00:00.000Z');
    expect(dayAfter('2013-04-01T00:00:00Z')).toBe('2013-04-02T00:00:00.000Z');
  });
});
