import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabelBook } from '#core/serving/label-book';
import type { LabelFile } from '#core/serving/labels';

const file = (
  rows: Readonly<Record<string, readonly string[]>>,
  counts: Partial<LabelFile> = {},
): LabelFile => ({
  ...{ columns: ['own', 'other'], duplicates: 0, contradictions: 0, reasons: [], warnings: [] },
  rows: new Map(Object.entries(rows).map(([rowId, values]) => [rowId, { values, line: 2 }])),
  ...counts,
});

test('a row belongs to the file that brought the own label', () => {
  const book = new LabelBook(0);
  book.add('lb-a', file({ r1: ['', '1'], r2: ['', '0'] }));
  book.add('lb-b', file({ r1: ['7', ''] }));
  book.closeRowsWithoutOwnLabel();
  expect(book.pending('r1')?.values).toEqual(['7', '1']);
  book.match('r1');
  expect(book.counts('lb-a')).toMatchObject({ matched: 0, withoutOwnLabel: 1 });
  expect(book.counts('lb-b')).toMatchObject({ matched: 1 });
});

test('what a file contradicts in itself and against others is added up', () => {
  const book = new LabelBook(0);
  book.add('lb-a', file({ r1: ['7', ''] }));
  book.add('lb-b', file({ r1: ['8', ''] }, { contradictions: 2, duplicates: 3 }));
  expect(book.counts('lb-b')).toMatchObject({ contradictions: 3, duplicates: 3 });
  expect(book.contradictions).toEqual([{ rowId: 'r1', labelsId: 'lb-b' }]);
  expect(book.pending('r1')?.values).toEqual(['7', '']);
});

test('a row of an earlier join is a repeat or a contradiction, by value', () => {
  const book = new LabelBook(0);
  book.add('lb-a', file({ r1: ['7', ''], r2: ['8', ''] }));
  book.meetEarlier('r1', 7);
  book.meetEarlier('r2', 7);
  book.meetEarlier('r3', 7);
  expect(book.counts('lb-a')).toMatchObject({ duplicates: 1, contradictions: 1 });
  expect(book.pendingRows).toBe(0);
});

test('every row that waits ends in exactly one count', () => {
  const outcome = fc.constantFrom('match', 'earlier-same', 'earlier-other', 'none');
  fc.assert(
    fc.property(fc.array(outcome, { maxLength: 30 }), (outcomes) => {
      const book = new LabelBook(0);
      book.add('lb-a', file(Object.fromEntries(outcomes.map((_, at) => [`r${at}`, ['7', '']]))));
      for (const [at, what] of outcomes.entries()) {
        if (what === 'match') book.match(`r${at}`);
        if (what === 'earlier-same') book.meetEarlier(`r${at}`, 7);
        if (what === 'earlier-other') book.meetEarlier(`r${at}`, 8);
      }
      const unknown = book.closeUnknownRows();
      const count = (what: string) => outcomes.filter((own) => own === what).length;
      expect(unknown).toHaveLength(count('none'));
      expect(book.counts('lb-a')).toEqual({
        ...{ matched: count('match'), unknownRows: count('none'), withoutOwnLabel: 0 },
        ...{ duplicates: count('earlier-same'), contradictions: count('earlier-other') },
      });
    }),
  );
});
