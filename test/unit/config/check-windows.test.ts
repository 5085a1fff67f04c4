import { expect, test } from 'vitest';
import { checkWindows } from '#core/config/check-windows';
import { modelConfigSchema } from '#core/config/model-config';

const { monitoring: schema } = modelConfigSchema.shape;
const check = (monitoring: Readonly<Record<string, unknown>>) =>
  checkWindows({ monitoring: schema.parse(monitoring) });
const season = { kind: 'former-years' };

test.each([
  ['nothing said', {}],
  ['a season of the year in buckets of a day', { bucket: '1d', drift: { season, alarmOn: 'new' } }],
  ['hours of the week in buckets of an hour', { drift: { season: { kind: 'hour-of-week' } } }],
])('%s can be judged', (_, monitoring) => {
  expect(check(monitoring)).toEqual([]);
});

test.each([
  ['m above n', { drift: { windows: { m: 2, n: 1 } } }, 'monitoring.drift.windows'],
  [
    'hours of the week in buckets of a day',
    { bucket: '1d', drift: { season: { kind: 'hour-of-week' } } },
    'monitoring.drift.season.kind',
  ],
  ['alarms for news without a season', { drift: { alarmOn: 'new' } }, 'monitoring.drift.alarmOn'],
])('%s cannot', (_, monitoring, path) => {
  const conflicts = check(monitoring);
  expect(conflicts.map((conflict) => conflict.path.join('.'))).toEqual([path]);
  expect(conflicts[0]?.fix).not.toBe('');
});

test('what is not said is the default: three years, weeks or windows back, and any drift alarms', () => {
  expect(schema.parse({ drift: { season } }).drift).toMatchObject({
    season: { kind: 'former-years', windows: 3 },
    alarmOn: 'any',
  });
});
