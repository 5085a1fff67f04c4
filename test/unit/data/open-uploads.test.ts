import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admit, MOST_OPEN_UPLOADS, type OpenUploads, release } from '#core/data/open-uploads';

const NOW = new Date('2024-05-10T12:00:00Z');
const NONE: OpenUploads = { open: [] };
const ids = ({ open }: OpenUploads) => open.map(({ uploadId }) => uploadId);

test('A-15 admits until all places are taken, and again when one is given back', () => {
  const two = admit(admit(NONE, 'a', NOW, 2) ?? NONE, 'b', NOW, 2) ?? NONE;
  expect(ids(two)).toEqual(['a', 'b']);
  expect(admit(two, 'c', NOW, 2)).toBeUndefined();
  expect(ids(admit(release(two, 'a') ?? NONE, 'c', NOW, 2) ?? NONE)).toEqual(['b', 'c']);
});

test('A-15 B-10 the place of an execution that never said it ended is free after two hours', () => {
  const full: OpenUploads = { open: [{ uploadId: 'killed', since: '2024-05-10T10:00:00.001Z' }] };
  expect(admit(full, 'next', NOW, 1)).toBeUndefined();
  const later = new Date(NOW.getTime() + 1);
  expect(ids(admit(full, 'next', later, 1) ?? NONE)).toEqual(['next']);
});

test('giving back what was never taken changes nothing', () => {
  expect(release(NONE, 'a')).toBeUndefined();
  expect(release({ open: [{ uploadId: 'b', since: NOW.toISOString() }] }, 'a')).toBeUndefined();
});

test('A-15 in whatever order uploads come and end, never more than the limit are open', () => {
  const step = fc.record({ isEnd: fc.boolean(), id: fc.integer({ min: 0, max: 200 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      let now: OpenUploads = NONE;
      for (const { isEnd, id } of steps) {
        if (!isEnd && ids(now).includes(`u${id}`)) continue;
        now = (isEnd ? release(now, `u${id}`) : admit(now, `u${id}`, NOW)) ?? now;
        expect(now.open.length).toBeLessThanOrEqual(MOST_OPEN_UPLOADS);
        expect(new Set(ids(now)).size).toBe(now.open.length);
      }
    }),
    { numRuns: 50 },
  );
});
