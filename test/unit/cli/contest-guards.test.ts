import { expect, test } from 'vitest';
import { drawGuards } from '#cli/actions/draw-contest-guards';
import { formatTable } from '#cli/table';
import type { ContenderEvidence } from '#core/training/evaluate-contenders';
import { shows } from '#test/unit/training/support/contest-evidence';

const paper = {
  table: <Row>(columns: Parameters<typeof formatTable<Row>>[0], rows: readonly Row[]) =>
    formatTable(columns, rows, undefined),
  heading: (text: string) => text,
};
const champion = shows('v3', { value: 10 });
const draw = (more: Partial<ContenderEvidence>) =>
  drawGuards([{ ...shows('c-1', { value: 9 }), ...more }, champion], paper).join('\n\n');

test('nothing is drawn of a contest that measured nothing beside its metric', () => {
  expect(draw({})).toBe('');
});

test('calibration, value, tests of rows and size, in the columns that anybody has', () => {
  expect(
    draw({
      calibration: { state: 'not-probabilities' },
      tests: { delong: null, mcnemar: { onlyContender: 3, onlyOpponent: 1, pValue: 0.375 } },
      businessValue: { perRow: { value: 1.25, low: 1, high: 1.5 } },
    }),
  ).toBe(
    [
      'CONTENDER  ECE                VALUE A ROW        MCNEMAR P',
      'c-1        not-probabilities  1.25 [1.00, 1.50]  0.38',
    ].join('\n'),
  );
});

test('slices that are nearest to worse come first, with the reason for those that were not judged', () => {
  const slice = { column: 'carrier', blocks: 28, value: 9, champion: 10 } as const;
  const difference = { value: -1, low: -1.5, high: -0.5 };
  expect(
    draw({
      slices: [
        { ...slice, group: 'AA', rows: 9000, state: 'judged', difference: { ...difference, pValue: 0.9 } },
        {
          ...slice,
          group: '\u001b[31mUA',
          rows: 8000,
          state: 'judged',
          difference: { ...difference, pValue: 0.01 },
        },
        { ...slice, group: 'ZZ', rows: 12, state: 'few-rows' },
      ],
    }),
  ).toBe(
    [
      'SLICE         ROWS  CONTENDER  AGAINST CHAMPION         P WORSE',
      'carrier = UA  8000  c-1        -1.00 [-1.50, -0.500]  0.020',
      'carrier = AA  9000  c-1        -1.00 [-1.50, -0.500]  0.90',
      'carrier = ZZ    12  c-1        few-rows               -',
    ]
      .join('\n')
      .replace('AGAINST CHAMPION         P', 'AGAINST CHAMPION       P'),
  );
});

test('gaps beyond their limit come first, and what does not fit is counted', () => {
  const gap = (value: number | null) =>
    ({ metric: 'demographic-parity', value, low: value, high: value }) as const;
  const groups = Array.from({ length: 11 }, (_, index) => ({
    ...{ group: `g${index}`, rows: 100 },
    metrics: [index === 10 ? { ...gap(0.3), limit: 0.1, status: 'outside' as const } : gap(null)],
  }));
  const lines = draw({ fairness: [{ column: 'age', reference: 'g', groups }] }).split('\n');
  expect(lines[1]).toMatch(
    /^age = g10 against g +c-1 +demographic-parity +0\.300 \[0\.300, 0\.300\] +0\.1 +outside$/,
  );
  expect(lines[2]).toMatch(/not defined/);
  expect(lines.at(-1)).toBe('... and 1 more gaps: --json');
});
