import type { EvidenceDocument } from '#core/training/evidence-document';
import { thresholdAdvice } from '#core/training/recalibration/threshold-advice';
import type { Paper } from '../output.ts';

/** The champion's best threshold beside the configured one, where it was asked for. */
export function drawThreshold({ recalibration }: EvidenceDocument, paper: Paper): readonly string[] {
  const threshold = recalibration?.threshold;
  if (threshold === undefined) return [];
  const { configured, best, atConfigured, atBest, difference } = threshold;
  const text = ({ value, low, high }: { value: number; low: number; high: number }) =>
    `${value.toPrecision(3)} [${low.toPrecision(3)}, ${high.toPrecision(3)}]`;
  const table = paper.table(
    [
      { title: 'YES FROM', value: ({ at }) => at },
      { title: '', value: ({ name }) => name },
      { title: 'VALUE A ROW', value: ({ worth }) => text(worth) },
    ],
    [
      { at: configured, name: 'as configured', worth: atConfigured },
      { at: best, name: 'best before the hold-out', worth: atBest },
    ],
  );
  return [
    `${table}\ndifference ${text(difference)}, p ${difference.pValue.toPrecision(2)}. ${thresholdAdvice(threshold)}`,
  ];
}
