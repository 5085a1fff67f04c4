import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsRow, LineRow } from '#core/data/object-row';
import { featureLine, runsOf } from '#core/training/feature-rows';

const cell = fc.string({ unit: fc.constantFrom('a', '1', '.', ' '), maxLength: 4 });
const cells = fc.array(cell, { minLength: 1, maxLength: 150 });

test('a line and its cells are the same row, whatever was read before', () => {
  const row = new LineRow();
  fc.assert(
    fc.property(cells, fc.nat(160), fc.nat(160), (own, from, to) => {
      const [line, parsed] = [row.read(own.join(',')), cellsRow(own)];
      expect(line.cells()).toEqual(parsed.cells());
      expect(line.cell(from)).toBe(parsed.cell(from));
      expect(line.span(from, to)).toBe(parsed.span(from, to));
    }),
  );
});

test('a line of features has them in the order of the model', () => {
  const columns = fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 31 });
  fc.assert(
    fc.property(columns, (features) => {
      const own = Array.from({ length: 31 }, (_, column) => `c${column}`);
      const line = featureLine(new LineRow().read(own.join(',')), { runs: runsOf(features) });
      expect(line).toBe(features.map((column) => own[column]).join(','));
    }),
  );
});
