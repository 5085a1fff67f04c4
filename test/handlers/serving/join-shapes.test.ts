import { expect, test } from 'vitest';
import { nativeLine } from '#test/unit/serving/capture/support/shapes';
import { joinRoom } from './support/join-room.ts';

const DAY = '2024-05-09T08:00:00Z';

test('F-05 rows of JSON that name their key are joined by it, with their features in order', async () => {
  const room = joinRoom();
  await room.captured('a', [{ rows: [{ id: 'r1', at: DAY, cells: 'n,1', answer: 1 }] }]);
  const key = 'gyre-test-duration/v1/2024/05/09/08/a.jsonl.gz';
  const rows = [
    { distance: 3.5, id: 'r1', note: 'a, "b"', at: '2024-05-09T09:00:00Z' },
    { id: 'r2', distance: 1.0, at: DAY },
  ];
  const input = {
    observedContentType: 'application/json',
    data: JSON.stringify({ instances: rows }),
    encoding: 'JSON',
  };
  const output = {
    data: Buffer.from('{"predictions":[{"score":11.5},{"score":20}]}').toString('base64'),
    encoding: 'BASE64',
  };
  // Plain, although the name says gzip.
  await room.store.write({ bucket: 'capture', key }, nativeLine(input, output), 'application/json');
  await room.land('_labels/duration/a.csv', ['id,late,minutes', 'r1,0,12', 'r2,1,18']);

  expect(await room.step()).toMatchObject({ status: 'joined', matched: 2, waitingRows: 0 });
  expect(await room.joined()).toEqual({
    'v1/2024-05-09T00': [
      ['r1', 11.5, 12],
      ['r2', 20, 18],
    ],
  });
  expect(await room.upload()).toEqual([
    'id,at,distance,note,minutes,late',
    'r2,2024-05-09T08:00:00Z,1,,18,1',
    'r1,2024-05-09T09:00:00Z,3.5,"a, ""b""",12,0',
  ]);
});
