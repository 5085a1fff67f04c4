import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DatasetConfig, datasetConfigSchema } from '#core/config/dataset-config';
import { rowCheck } from '#core/data/check-row';
import { diffContracts } from '#core/data/describe/diff-contracts';

const column = fc.record(
  {
    type: fc.constantFrom('string', 'integer', 'number', 'boolean', 'timestamp'),
    nullable: fc.boolean(),
    minimum: fc.constantFrom(0, 1),
    maximum: fc.constantFrom(3, 7),
    domain: fc.uniqueArray(fc.constantFrom('a', 'b', '1'), { minLength: 1 }),
  },
  { requiredKeys: ['type', 'nullable'] },
);
const contract = column.map(({ type, nullable, minimum, maximum, domain }): DatasetConfig => {
  const isNumber = type === 'integer' || type === 'number';
  return datasetConfigSchema.parse({
    ...{ name: 'rides', owner: 'somebody', key: ['id'], eventTime: 'at' },
    columns: [
      { name: 'id', type: 'string' },
      { name: 'at', type: 'timestamp' },
      {
        ...{ name: 'x', type, nullable },
        ...(isNumber && (minimum !== undefined || maximum !== undefined)
          ? {
              range: {
                ...(minimum === undefined ? {} : { minimum }),
                ...(maximum === undefined ? {} : { maximum }),
              },
            }
          : {}),
        ...(type === 'string' && domain !== undefined ? { domain } : {}),
      },
    ],
  });
});
const cells = ['', '0', '1', '2.5', '5', '9', 'a', 'b', 'true', '2013-01-31T09:00Z'];

it('calls narrower whatever refuses a row that was accepted', () => {
  fc.assert(
    fc.property(contract, contract, (before, after) => {
      const isAccepted = (dataset: DatasetConfig, cell: string) =>
        rowCheck(dataset)(['i', '2013-01-31T09:00Z', cell]).length === 0;
      const effects = new Set(diffContracts(before, after).map(({ effect }) => effect));
      const refused = cells.filter((cell) => isAccepted(before, cell) && !isAccepted(after, cell));
      if (refused.length > 0) expect(effects).toContain('narrower');
      expect(diffContracts(before, before)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

it('tells columns, rules and amounts apart by what they do to uploads', () => {
  const before = datasetConfigSchema.parse({
    ...{ name: 'rides', owner: 'somebody', key: ['id'], eventTime: 'at', labels: ['x'] },
    columns: [
      { name: 'id', type: 'string' },
      { name: 'at', type: 'timestamp' },
      { name: 'x', type: 'integer' },
      { name: 'old', type: 'string' },
    ],
    crossColumn: [{ left: 'id', operator: '!=', right: 'old' }],
  });
  const after: DatasetConfig = {
    ...before,
    labels: [],
    columns: before.columns.map((one) => (one.name === 'old' ? { ...one, name: 'new' } : one)),
    volume: { minimumRows: 10, maximumRows: 20_000_000 },
    crossColumn: [],
    onBreach: 'warn',
  };
  expect(diffContracts(before, after)).toEqual([
    { where: 'labels', before: 'x', after: 'none', effect: 'meaning' },
    { where: 'columns.old', before: 'string', after: 'no such column', effect: 'narrower' },
    { where: 'columns.new', before: 'no such column', after: 'string', effect: 'narrower' },
    { where: 'volume.minimumRows', before: '1', after: '10', effect: 'narrower' },
    { where: 'volume.maximumRows', before: '10000000', after: '20000000', effect: 'wider' },
    { where: 'crossColumn', before: 'id != old', after: 'no such rule', effect: 'wider' },
    { where: 'onBreach', before: 'reject', after: 'warn', effect: 'wider' },
  ]);
});
