import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DatasetConfig } from '#core/config/dataset-config';
import { bothPasses } from './support/both-passes.ts';
import { passOf } from './support/exact-pass.ts';
import { tripsDataset } from './support/datasets.ts';
import { dataset, fileOf, row, style } from './support/odd-tables.ts';

const rows = fc.array(row, { maxLength: 12 });

async function expectSame(content: Uint8Array, terms: DatasetConfig, cuts: readonly number[] = []) {
  const { pass, reference } = await bothPasses(content, terms, cuts);
  expect(pass).toEqual(reference);
}

test('A-08 the byte scanner and the reader it replaced agree on rows, keys, profile and first breaches', async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      style,
      dataset,
      fc.array(fc.nat(400), { maxLength: 3 }),
      async (cells, how, terms, cuts) => {
        const content = fileOf(cells, how, terms.delimiter ?? ',');
        await expectSame(
          content,
          terms,
          cuts.map((cut) => cut % (content.length + 1)),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test('A-08 they agree on tables of a few bytes that mean something', async () => {
  const pieces = fc.constantFrom(
    '1',
    ',',
    ',',
    '"',
    '\n',
    '\n',
    '\r\n',
    '\r',
    'bus',
    '\0',
    '\u20ac',
    '\xff',
    '""',
    'e',
  );
  const terms = tripsDataset();
  const header = 'id,at,stops,km,kind,wet,late\n';
  const good = 'a,2024-05-01T10:00:00Z,3,1.5,bus,false,0\n';
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 9 }), fc.nat(good.length), async (parts, at) => {
      const odd = parts.join('');
      const content = `${header}${good.slice(0, at)}${odd}${good.slice(at)}${good.replace('a', 'b')}`;
      await expectSame(Buffer.from(content, odd.includes('\xff') ? 'latin1' : 'utf8'), terms);
    }),
    { numRuns: 500 },
  );
});

test('A-08 a row that is scanned as good leaves behind what the exact way leaves', async () => {
  const few = fc.array(row, { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(few, style, dataset, async (cells, how, terms) => {
      const content = fileOf(cells, how, terms.delimiter ?? ',');
      const exact = await passOf(content, terms, 'exact');
      expect(await passOf(content, terms, 'nowhere')).toEqual(exact);
      expect(await passOf(content, terms, 'first-row')).toEqual(exact);
    }),
    { numRuns: 2000 },
  );
});
