import { expect, test } from 'vitest';
import { inOrderOf, mayStillCome } from '#core/serving/waiting-rows';

const SINCE = '2013-04-01T06:00:00Z';

test.each([
  ['at the first look', SINCE, 90, true],
  ['a day later', '2013-04-02T06:00:00Z', 90, true],
  ['just before a fortnight is over', '2013-04-15T05:59:59Z', 90, true],
  ['after a fortnight', '2013-04-15T06:00:00Z', 90, false],
  ['when captures are not kept any more', '2013-04-04T06:00:00Z', 3, false],
  ['while captures are still kept', '2013-04-04T05:00:00Z', 3, true],
])('a capture may still come %s: as of %s, kept %i days', (_, asOf, retentionDays, may) => {
  expect(mayStillCome(SINCE, asOf, retentionDays)).toBe(may);
});

test('values keep their label when the dataset has others in another order', () => {
  expect(inOrderOf(['late', 'minutes', 'new'], ['minutes', 'late', 'gone'], ['12', '', 'x'])).toEqual([
    ...['', '12', ''],
  ]);
});
