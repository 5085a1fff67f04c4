import { expect, test } from 'vitest';
import type { WindowItem } from '#core/monitoring/monitoring-records';
import { historySectionSchema, HISTORY_FEATURES, HISTORY_WINDOWS } from '#core/monitoring/sections/history';
import { formerWindows, historyOf } from '#core/monitoring/window-history';
import { sampleDriftReport, sampleFeature } from './support/sample-report.ts';

const month = (index: number) => new Date(Date.UTC(2012, index, 1)).toISOString();
const item = (index: number, facts: Partial<WindowItem> = {}): WindowItem => ({
  ...{ start: month(index), end: month(index + 1), version: 1, revision: 1, status: 'stable', reason: '' },
  ...{ rows: 1, sketchDigest: '', isConfirmed: false, reportKey: `r${index}`, asOf: '', judgedAt: '' },
  ...facts,
});

test('the newest revision of each former window of the version, a year of them', () => {
  const items = [
    ...Array.from({ length: 20 }, (_, index) => item(index)),
    item(3, { revision: 2, status: 'drifted', reportKey: 'late' }),
    item(2, { version: 2, revision: 9 }),
  ];
  const all = formerWindows(items.toReversed(), { version: 1, start: month(16) });
  expect(all.items.map(({ start }) => start)).toEqual(
    Array.from({ length: HISTORY_WINDOWS - 1 }, (_, index) => month(index + 4)),
  );
  expect(all.reportKey).toBe('r15');
  expect(formerWindows(items, { version: 1, start: month(4) })).toMatchObject({
    reportKey: 'late',
    items: [{}, {}, {}, { revision: 2 }],
  });
  expect(formerWindows(items, { version: 7, start: month(4) })).toEqual({ items: [], reportKey: undefined });
});

test('verdicts come from the registry, figures from the report before and what it carried', () => {
  const former = formerWindows([item(0), item(1, { status: 'drifted', isConfirmed: true })], {
    version: 1,
    start: month(2),
  });
  const features = Array.from({ length: 40 }, (_, index) =>
    sampleFeature({ feature: `f${index}`, psi: index, threshold: index === 39 ? 0 : 3 }),
  );
  const old = [
    { windowStart: month(0), status: 'x', isConfirmed: true, features: [{ feature: 'a', ratio: 2 }] },
  ];
  const history = historyOf(former, {
    ...sampleDriftReport(),
    windowStart: month(1),
    features,
    history: old,
  });
  expect(history[0]).toEqual({ ...old[0], status: 'stable', isConfirmed: false });
  expect(history[1]).toMatchObject({ status: 'drifted', isConfirmed: true });
  expect(history[1]!.features).toHaveLength(HISTORY_FEATURES);
  expect(history[1]!.features[0]).toEqual({ feature: 'f38', ratio: 12.7 });
  expect(historySectionSchema.parse(history)).toEqual(history);
  expect(historyOf(former, undefined).map((one) => one.features)).toEqual([[], []]);
});
