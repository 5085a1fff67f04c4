import { describe, expect, it } from 'vitest';
import { type CompiledModel, compiledModelSchema } from '#core/config/compiled-model';
import { driftReport } from '#core/monitoring/drift-report';
import { driftRule } from '#core/monitoring/drift-rule';
import { isDriftConfirmed } from '#core/monitoring/confirm-drift';
import { judgeDrift } from '#core/monitoring/judge-drift';
import { replayWindows, type StoredWindow } from '#core/monitoring/replay/replay-windows';
import { emptySketch } from '#core/monitoring/sketch';
import { sketchOf, watchedBaseline } from '../support/watched.ts';

const baseline = watchedBaseline();
const policy = (drift: Readonly<Record<string, unknown>> = {}): CompiledModel =>
  compiledModelSchema.parse({
    ...{ name: 'ride-time', owner: 'operations', risk: 'low', problem: 'regression', objective: 'plan' },
    ...{ dataset: 'rides', label: 'minutes', features: ['distance'], key: ['id'], eventTime: 'at' },
    evaluation: { metric: 'rmse' },
    monitoring: { bucket: '1d', driftWindow: 'calendar-month', drift },
  });

/** A month as it was judged under a policy, every day with a sketch of its own. */
function judgedMonth(month: string, shift: number, under: CompiledModel): StoredWindow {
  const start = `${month}-01T00:00:00.000Z`;
  const end = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 1)).toISOString();
  const sketches = Array.from({ length: 20 }, (_, day) => {
    const bucketStart = `${month}-${String(day + 1).padStart(2, '0')}T00`;
    const drawn = sketchOf(baseline, bucketStart, 40, ([distance, stops]) => [distance + shift, stops]);
    return {
      bucketStart,
      sketch: { ...drawn, events: [bucketStart], source: { bucket: 'capture', key: bucketStart } },
    };
  });
  const rows = sketches.reduce(
    (sum, { sketch }) => ({
      ...sum,
      rows: sum.rows + sketch.rows,
      features: sum.features.map((counts, at) =>
        counts.map((c, bin) => c + (sketch.features[at]?.[bin] ?? 0)),
      ),
      prediction: sum.prediction.map((count, bin) => count + (sketch.prediction[bin] ?? 0)),
    }),
    emptySketch(baseline, { bucket: '', key: '' }),
  );
  const verdict = judgeDrift(baseline, rows, driftRule(under, { start, end }));
  const facts = { start, end, asOf: end, version: 1, revision: 1, objects: 20, rows };
  const report = driftReport(facts, baseline, verdict);
  const own = { start, end, version: 1, revision: 1, status: verdict.status };
  return {
    ...{ baseline, report, sketches, former: [] },
    item: {
      ...own,
      ...{ reason: verdict.reason, rows: rows.rows, sketchDigest: 'd', asOf: end, judgedAt: end },
      isConfirmed: isDriftConfirmed(own, [], under.monitoring.drift.windows),
      reportKey: 'r',
    },
  };
}

const months = (under: CompiledModel) => [
  judgedMonth('2024-04', 0, under),
  judgedMonth('2024-05', 2, under),
  judgedMonth('2024-06', 5, under),
];

describe('replayWindows', () => {
  it('under the policy that was in force gives what happened', () => {
    const own = policy();
    for (const { happened, replayed, features, rows } of replayWindows(months(own), own)) {
      expect(replayed).toEqual(happened);
      expect(features).toEqual([]);
      expect(rows.replayed).toBe(rows.happened);
    }
  });

  it('under a higher bar tells which windows would not have alarmed, and for which features', () => {
    const replayed = replayWindows(months(policy()), policy({ minimumThreshold: 2 }));
    expect(replayed.map(({ happened, replayed: said }) => [happened.status, said.status])).toEqual([
      ['stable', 'stable'],
      ['drifted', 'changed'],
      ['drifted', 'drifted'],
    ]);
    expect(replayed[1]).toMatchObject({
      ...{ subject: '2024-05-01', replayed: { isConfirmed: false } },
      features: [{ feature: 'distance', happened: 'drifted', replayed: 'changed' }],
    });
  });

  it('confirms by the replayed verdicts, and by what happened before', () => {
    const stored = months(policy());
    const twice = policy({ windows: { m: 2, n: 2 } });
    expect(replayWindows(stored, twice).map(({ replayed }) => replayed.isConfirmed)).toEqual([
      ...[false, false, true],
    ]);
    const [, may, june] = stored;
    if (may === undefined || june === undefined) throw new Error('no months');
    expect(replayWindows([june], twice, [may.item])).toMatchObject([{ replayed: { isConfirmed: true } }]);
    const bar = policy({ windows: { m: 2, n: 2 }, minimumThreshold: 2 });
    expect(replayWindows(stored, bar).some(({ replayed }) => replayed.isConfirmed)).toBe(false);
  });

  it('takes a season that nobody had declared from the stored sketches', () => {
    const stored = months(policy());
    const [april, may, june] = stored;
    if (april === undefined || may === undefined || june === undefined) throw new Error('no months');
    const season = policy({ season: { kind: 'trailing', windows: 1 }, alarmOn: 'new' });
    const again = judgedMonth('2024-07', 5, policy());
    const withFormer = [
      { ...june, former: may.sketches },
      { ...again, former: june.sketches },
    ];
    expect(replayWindows(withFormer, season)).toMatchObject([
      { happened: { status: 'drifted' }, replayed: { status: 'drifted', isConfirmed: true } },
      {
        replayed: { status: 'expected', isConfirmed: false },
        features: [{ feature: 'distance', happened: 'drifted', replayed: 'expected' }],
      },
    ]);
  });
});
