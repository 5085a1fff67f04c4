import { expect, test } from 'vitest';
import { checkDataset } from '#core/config/check-dataset';
import { tripsDataset } from '#test/unit/data/support/datasets';

test.each([
  [{}, true],
  [{ delimiter: ';' }, true],
  [{ delimiter: '\t', format: 'any' }, true],
  [{ format: 'parquet' }, true],
  [{ delimiter: ';', format: 'parquet' }, false],
  [{ delimiter: ',', format: 'jsonl' }, false],
])('%j: a delimiter is for formats that have one', (change, isFine) => {
  const conflicts = checkDataset(tripsDataset(change));
  expect(conflicts.map(({ path }) => path.join('.'))).toEqual(isFine ? [] : ['delimiter']);
});

test('what is not declared is not in the configuration: the hash of an older one stays', () => {
  expect(Object.keys(tripsDataset())).not.toContain('delimiter');
  expect(tripsDataset().format).toBe('csv');
  expect(() => tripsDataset({ delimiter: '::' })).toThrow();
});
