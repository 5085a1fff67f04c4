import { expect, test } from 'vitest';
import type { JoinedFile, LabelsRecord } from '#core/serving/ground-truth-records';
import { afterJoin, isDue, openRows } from '#core/serving/label-outcome';

const landed: LabelsRecord = {
  ...{ labelsId: 'lb-1', model: 'a', bucket: 'landing', key: '_labels/a/1.csv', etag: 'e', sizeBytes: 9 },
  ...{ status: 'waiting', receivedAt: '2024-05-01T00:00:00Z', rows: 10, columns: ['minutes'] },
  ...{ duplicates: 2, contradictions: 1 },
};
const found = (counts: Partial<JoinedFile>): JoinedFile => ({
  ...{ labelsId: 'lb-1', matched: 0, waitingRows: 0, unknownRows: 0 },
  ...{ duplicates: 0, contradictions: 0, withoutOwnLabel: 0 },
  ...counts,
});
const join = (joinId: string, asOf: string) => ({ joinId, asOf, endedAt: '2024-06-01T00:00:00.000Z' });
const [MAY_2, MAY_3] = ['2024-05-02T06:00:00Z', '2024-05-03T06:00:00Z'];

test('F-06 a file waits as long as one of its rows does, and adds up what its joins found', () => {
  const first = afterJoin(
    landed,
    found({ matched: 5, waitingRows: 3, duplicates: 3, contradictions: 2 }),
    join('jn-1', MAY_2),
  );
  expect(first).toMatchObject({ status: 'waiting', joinId: 'jn-1', matched: 5, waitingRows: 3 });
  // The first join counts what the file says by itself as well.
  expect(first).toMatchObject({ duplicates: 3, contradictions: 2, firstJoinAsOf: MAY_2 });
  expect(first.endedAt).toBeUndefined();

  const last = afterJoin(first, found({ matched: 1, unknownRows: 1, duplicates: 1 }), join('jn-2', MAY_3));
  expect(last).toMatchObject({
    status: 'joined',
    joinId: 'jn-2',
    matched: 6,
    waitingRows: 0,
    unknownRows: 1,
  });
  expect(last).toMatchObject({ duplicates: 4, contradictions: 2 });
  expect(last).toMatchObject({ firstJoinAsOf: MAY_2, lastJoinAsOf: MAY_3 });
  expect(last.endedAt).toBe('2024-06-01T00:00:00.000Z');
});

test('a file that cannot be read any more is set aside, whatever waits', () => {
  const reason = { code: 'object-gone', received: 'nothing', allowed: 'an object', fix: 'upload it again' };
  const after = afterJoin(landed, found({ unknownRows: 3, reasons: [reason] }), join('jn-1', MAY_2));
  expect(after).toMatchObject({ status: 'quarantined', reasons: [reason], unknownRows: 3 });
});

test('a file is taken once as of each moment', () => {
  const waiting = { ...landed, joinId: 'jn-1', lastJoinAsOf: MAY_2, waitingRows: 3 };
  expect([MAY_2, MAY_3].map((asOf) => isDue(waiting, asOf))).toEqual([false, true]);
  expect([landed, waiting].map(openRows)).toEqual([10, 3]);
  expect(isDue(landed, MAY_2)).toBe(true);
  expect(isDue({ ...waiting, status: 'joined' }, MAY_3)).toBe(false);
});
