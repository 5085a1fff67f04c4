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
  expect(book.openFiles()).toEqual([]);
});

test('a file is open until the last row that belongs to it is closed', () => {
  const book = new LabelBook(0);
  book.add('lb-a', file({ r1: ['', '1'], r2: ['5', ''] }));
  book.add('lb-b', file({ r1: ['7', ''], r3: ['', '1'] }));
  expect(book.openFiles()).toEqual(['lb-a', 'lb-b']);
  book.closeRowsWithoutOwnLabel();
  book.match('r1');
  expect(book.openFiles()).toEqual(['lb-a']);
  book.meetEarlier('r2', 6);
  expect(book.openFiles()).toEqual([]);
});

test('F-06 rows without a capture wait with all labels they have, or end, by the file they belong to', () => {
  const book = new LabelBook(0);
  book.add('lb-old', file({ r1: ['7', ''], r2: ['8', ''] }));
  book.add('lb-new', file({ r1: ['7', '1'], r3: ['', '1'], r4: ['9', ''] }));
  book.closeRowsWithoutOwnLabel();
  const rest = book.closeRest((labelsId) => labelsId === 'lb-new');
  expect(rest).toEqual({
    unknown: ['r1', 'r2'],
    waiting: [{ labelsId: 'lb-new', rows: [['r4', ['9', '']]] }],
  });
  expect(book.counts('lb-old')).toMatchObject({ unknownRows: 2, waitingRows: 0 });
  expect(book.counts('lb-new')).toMatchObject({ unknownRows: 0, waitingRows: 1, withoutOwnLabel: 1 });
});

test('what waits carries the label that another file added', () => {
  const book = new LabelBook(0);
  book.add('lb-a', file({ r1: ['7', ''] }));
  book.add('lb-b', file({ r1: ['', '1'] }));
  expect(book.closeRest(() => true).waiting).toEqual([{ labelsId: 'lb-a', rows: [['r1', ['7', '1']]] }]);
});

test('every row that waits ends in exactly one count', () => {
  const outcome = fc.constantFrom('match', 'earlier-same', 'earlier-other', 'none');
  fc.assert(
    fc.property(fc.array(outcome, { maxLength: 30 }), fc.boolean(), (outcomes, mayWait) => {
      const book = new LabelBook(0);
      book.add('lb-a', file(Object.fromEntries(outcomes.map((_, at) => [`r${at}`, ['7', '']]))));
      for (const [at, what] of outcomes.entries()) {
        if (what === 'match') book.match(`r${at}`);
        if (what === 'earlier-same') book.meetEarlier(`r${at}`, 7);
        if (what === 'earlier-other') book.meetEarlier(`r${at}`, 8);
      }
      const { unknown, waiting } = book.closeRest(() => mayWait);
      const count = (what: string) => outcomes.filter((own) => own === what).length;
      expect(unknown).toHaveLength(mayWait ? 0 : count('none'));
      expect(waiting.flatMap(({ rows }) => rows)).toHaveLength(mayWait ? count('none') : 0);
      expect(book.counts('lb-a')).toEqual({
        ...{ matched: count('match'), withoutOwnLabel: 0 },
        ...{ waitingRows: mayWait ? count('none') : 0, unknownRows: mayWait ? 0 : count('none') },
        ...{ duplicates: count('earlier-same'), contradictions: count('earlier-other') },
      });
      expect(book.openFiles()).toEqual([]);
    }),
  );
});
