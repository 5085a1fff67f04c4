import { expect, test } from 'vitest';
import { instantOf, linePath, place, ticks } from '#core/monitoring/chart-scale';
import {
  count,
  dayText,
  figure,
  measured,
  percent,
  pValue,
  shortDay,
  signed,
  withDecimals,
} from '#core/monitoring/figures';

test.each([
  [figure(12.0345), '12.03'],
  [figure(0.7184), '0.718'],
  [figure(123.45), '123.5'],
  [figure(336776), '336,776'],
  [figure(-0.2183), '−0.218'],
  [figure(-0.0001), '0.000'],
  [figure(0), '0.00'],
  [figure(null), '–'],
  [figure(Number.NaN), '–'],
  [figure(Number.POSITIVE_INFINITY), '∞'],
  [figure(1e21), '1.00e+21'],
  [count(1234567), '1,234,567'],
  [measured(250), '250'],
  [measured(37.04), '37.04'],
  [measured(1018.44), '1,018'],
  [measured(1e-9), '1.0e-9'],
  [signed(0.22), '+0.22'],
  [signed(-6.2), '−6.20'],
  [withDecimals(0.6, 2), '0.60'],
  [percent(0.1556), '15.6 %'],
  [percent(0.0001), '< 0.1 %'],
  [pValue(0.00021), '0.0002'],
  [pValue(0), '< 0.0001'],
  [pValue(null), '–'],
  [dayText('2013-05-01T00:00:00Z'), '1 May 2013'],
  [dayText('2013-13-01'), '2013-13-01'],
  [shortDay('2013-11-15'), '15 Nov'],
  [shortDay('soon'), 'soon'],
])('%s', (written, expected) => {
  expect(written).toBe(expected);
});

test('coordinates are finite and inside the drawing', () => {
  for (const value of [0, 1, -5, 99, Number.NaN, Number.POSITIVE_INFINITY])
    for (const max of [0, 2, Number.NaN]) {
      const at = place({ min: 0, max, from: 0, to: 100 }, value);
      expect(at).toBeGreaterThanOrEqual(0);
      expect(at).toBeLessThanOrEqual(100);
    }
});

test('ticks are round and inside; a line has a gap where a point is missing', () => {
  expect(ticks(0, 19.4, 5)).toEqual([0, 5, 10, 15]);
  expect(ticks(-0.9, 1.2, 5)).toEqual([-0.5, 0, 0.5, 1]);
  expect(ticks(1, 1, 5)).toEqual([]);
  expect(linePath([{ x: 0, y: 1 }, { x: 2, y: 3 }, undefined, { x: 4, y: 5 }])).toBe('M0 1L2 3M4 5');
});

test('only an ISO day or instant is a time', () => {
  expect(instantOf('2013-05-01')).toBe(Date.UTC(2013, 4, 1));
  expect(instantOf('2013-05-01T06:00:00Z')).toBe(Date.UTC(2013, 4, 1, 6));
  for (const text of ['x=1', 'May 1 2013', '2013-99-01', '', null]) expect(instantOf(text)).toBeUndefined();
});
