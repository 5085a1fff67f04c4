import type { Problem } from '../../config/problem.ts';
import { fairnessEvidence } from '../../training/fairness-evidence.ts';
import { groupColumn } from '../../training/group-column.ts';
import type { JoinedDay } from '../judge-quality.ts';
import type { BiasSection } from '../sections/bias.ts';

/** `monitoring.bias` of model.yaml, and what it needs of the version. */
export interface BiasRule {
  readonly problem: Problem;
  readonly columns: readonly string[];
  /** Binary: predictions at or above it are answered yes. */
  readonly threshold: number;
  readonly minimumRows: number;
  readonly minimumImpactRatio?: number | undefined;
  readonly maximumRateDifference?: number | undefined;
  readonly maximumErrorDifference?: number | undefined;
  /** Error that the contest promised, in the label's unit. */
  readonly promised: number;
}

/** The four-fifths rule of the Uniform guidelines on employee selection procedures (1978). */
const MINIMUM_IMPACT_RATIO = 0.8;
const MAXIMUM_RATE_DIFFERENCE = 0.1;
/** Of the promised error. */
const MAXIMUM_ERROR_SHARE = 0.25;
/** As many groups as a contest tells apart. */
const MOST_GROUPS = 20;

type Column = BiasSection['columns'][number];

/**
 * Whether answers treat groups of rows alike, by the same figures as the gate of a contest: each group against the largest
 * of its column, with 95 % intervals. Rows count as independent, so that intervals are the narrowest there are.
 * A group with few rows has no verdict; a column with more than 20 values is refused, since its values are no groups.
 * @param days mature days of the quality window; rows without cells are left out
 */
export function judgeBias(days: readonly JoinedDay[], rule: BiasRule): BiasSection {
  return { columns: rule.columns.map((column) => judgeColumn(column, days, rule)) };
}

function judgeColumn(column: string, days: readonly JoinedDay[], rule: BiasRule): Column {
  const rows = days.flatMap(({ predictions, labels, sensitive }) =>
    (sensitive?.[column] ?? []).flatMap((cell, row) =>
      cell === null ? [] : [{ cell: valueOf(cell), prediction: predictions[row], label: labels[row] }],
    ),
  );
  const values = new Set(rows.map(({ cell }) => cell)).size;
  const refused = (reason: string): Column => ({ column, reference: '', refused: reason, groups: [] });
  if (values === 0) return refused('no labelled row has a value of it yet');
  if (values > MOST_GROUPS) return refused(`${values} values, at most ${MOST_GROUPS} make groups`);
  const grouped = groupColumn(
    column,
    rows.map(({ cell }) => cell),
  );
  const scored = {
    predictions: Float64Array.from(rows, ({ prediction }) => prediction ?? Number.NaN),
    labels: Float64Array.from(rows, ({ label }) => label ?? Number.NaN),
  };
  const policy = {
    columns: [column],
    minimumImpactRatio: rule.minimumImpactRatio ?? MINIMUM_IMPACT_RATIO,
    maximumRateDifference: rule.maximumRateDifference ?? MAXIMUM_RATE_DIFFERENCE,
    maximumErrorDifference: rule.maximumErrorDifference ?? MAXIMUM_ERROR_SHARE * rule.promised,
  };
  const [evidence] = fairnessEvidence([grouped], scored, { ...rule, policy });
  const { reference = '', groups = [] } = evidence ?? {};
  const rowsOf = (name: string) =>
    grouped.groupOfRow.filter((group) => grouped.groups[group] === name).length;
  const isReferenceSmall = rowsOf(reference) < rule.minimumRows;
  return {
    ...{ column, reference },
    groups: groups.map(({ group, rows: own, metrics }) => ({
      ...{ group, rows: own },
      metrics: metrics.flatMap(({ limit, status, ...gap }) => {
        // Means of predictions may differ because outcomes do: they have no limit.
        if (limit === undefined || status === undefined) return [];
        const isSmall = isReferenceSmall || own < rule.minimumRows;
        return [{ ...gap, limit, status: isSmall ? ('inconclusive' as const) : status }];
      }),
    })),
  };
}

/** One number may be written in several ways. */
function valueOf(cell: string): string {
  const text = cell.trim();
  return text !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text;
}
