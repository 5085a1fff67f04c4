import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitObject } from '#core/monitoring/scale/capture-object';
import { pieceBytes } from '#lambdas/common/piece-bytes';
import { memoryObjectStore } from '#test/fakes/memory-object-store';

const ref = { bucket: 'capture', key: 'gyre-test-a/v1/2024/04/30/08/a.jsonl' };

test('the parts of an object hold each of its lines once, wherever it is cut', async () => {
  const lines = fc.array(fc.stringMatching(/^[a-z]{0,12}$/), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(lines, fc.boolean(), fc.integer({ min: 1, max: 40 }), async (all, endsOpen, most) => {
      const store = memoryObjectStore();
      const text = `${all.map((line, at) => `${at}${line}`).join('\n')}${endsOpen ? '' : '\n'}`;
      await store.write(ref, text, 'text/plain');
      const pieces = splitObject({ key: ref.key, sizeBytes: text.length }, most, 4);
      const read = await Promise.all(
        pieces.map(async ({ isPart, from, to }) => {
          const bytes = await pieceBytes(store, ref, isPart ? { from, to } : undefined, {
            onBroken: () => undefined,
          });
          let found = '';
          for await (const chunk of bytes) found += Buffer.from(chunk).toString();
          return found;
        }),
      );
      expect(read.join('')).toBe(text);
      // Whole lines, each in the part that it begins in.
      for (const [at, found] of read.entries())
        if (found !== '' && at < read.length - 1 && !text.endsWith(found))
          expect(found.endsWith('\n')).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('a whole object is read as what it is, whatever its key says', async () => {
  const store = memoryObjectStore();
  await store.write(ref, gzipSync('one\ntwo\n'), 'text/plain');
  let found = '';
  for await (const chunk of await pieceBytes(store, ref, undefined, { onBroken: () => undefined }))
    found += Buffer.from(chunk).toString();
  expect(found).toBe('one\ntwo\n');
});
