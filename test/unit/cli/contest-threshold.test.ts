import { expect, test } from 'vitest';
import { drawThreshold } from '#cli/actions/draw-threshold';
import { formatTable } from '#cli/table';
import { plainContest, recalibratedContest } from '#test/unit/training/support/sample-contest';

const paper = {
  table: <Row>(columns: Parameters<typeof formatTable<Row>>[0], rows: readonly Row[]) =>
    formatTable(columns, rows, undefined),
  heading: (text: string) => text,
};

test('a threshold is told where it was asked for, with the line to change', () => {
  expect(drawThreshold(plainContest().document, paper)).toEqual([]);
  expect(drawThreshold(recalibratedContest().document, paper)).toEqual([
    [
      'YES FROM                            VALUE A ROW',
      '     0.5  as configured             1.00 [0.800, 1.20]',
      '     0.2  best before the hold-out  1.50 [1.20, 1.80]',
      'difference 0.500 [0.200, 0.800], p 0.0010. In model.yaml: evaluation.gate.threshold: 0.2',
    ].join('\n'),
  ]);
});
