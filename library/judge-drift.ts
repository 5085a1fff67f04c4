import { BadOptionError } from '#core/monitoring/table/errors';
import { judgeTable, likelyDays } from '#core/monitoring/table/judge-table';
import { DEFAULT_POLICY } from '#core/monitoring/table/table-policy';
import type { FeatureVerdict } from '#core/monitoring/window-report';
import { Baseline } from './baseline.ts';
import { Sketch } from './sketch.ts';
import type { ColumnVerdict, DriftPolicy, DriftVerdict } from './verdict.ts';

/**
 * A window against its baseline, by the rules of a deployed model's windows.
 *
 * A column is `drifted` when its stability index is at or above a threshold that is calibrated on the training rows
 * themselves, and `changed` when the difference is no chance (all tests of the column together, corrected over the
 * columns by Benjamini and Hochberg) and one of its tests shows an effect that is not tiny. docs/statistics.md of the
 * project says how often such verdicts are right.
 *
 * @param sketch of the window; merge hours or days first, since few rows say little
 * @throws BadOptionError for a policy out of its ranges
 * @example
 * ```ts
 * const rows = (from: number) => ({ distance: Array.from({ length: 1000 }, (_, row) => from + (row % 100)) });
 * const baseline = await makeBaseline(rows(500));
 * const verdict = judgeDrift(await countRows(baseline, rows(560)));
 * console.log(verdict.status, verdict.columns.map(({ column, direction }) => `${column} ${direction}`)); // drifted [ 'distance up' ]
 * console.log(judgeDrift(await countRows(baseline, rows(500))).status); // stable
 * ```
 */
export function judgeDrift(sketch: Sketch, policy: DriftPolicy = {}): DriftVerdict {
  const table = Baseline.tableOf(sketch.baseline);
  const window = Sketch.windowOf(sketch);
  const { rows, coverage } = sketch;
  const whole = checked({
    ...DEFAULT_POLICY,
    windowDays: likelyDays(table, rows),
    ignore: [],
    ...given(policy),
  });
  const unknown = whole.ignore.find((name) => !table.columns.some(({ column }) => column.name === name));
  if (unknown !== undefined)
    throw new BadOptionError('the policy ignores a column that the baseline does not have', {
      ...{ received: unknown, allowed: table.columns.map(({ column }) => column.name).join(', ') },
      fix: 'name columns of the baseline',
    });
  const judged = judgeTable(
    table,
    { sketch: window, absent: whole.ignore, days: whole.windowDays, objects: 1 },
    whole,
  );
  const { status, reason, features, prediction, methodVersion } = judged;
  return {
    status: statusOf(status),
    reason: rows === 0 ? withoutRows(sketch) : reason,
    ...{ rows, baselineRows: table.rows, columns: features.map(columnOf) },
    ...(prediction === undefined ? {} : { prediction: columnOf(prediction) }),
    ...{ coverage, policy: whole, methodVersion },
  };
}

/** What is undefined is not there. */
function given(policy: DriftPolicy): DriftPolicy {
  return Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
}

const RANGES = {
  minimumRows: { from: 1, isWhole: true },
  minimumThreshold: { from: 0.05, isWhole: false },
  calibrationFactor: { from: 1, isWhole: false },
  windowDays: { from: 1, isWhole: true },
} as const;

function checked(policy: Required<DriftPolicy>): Required<DriftPolicy> {
  for (const name of ['minimumRows', 'minimumThreshold', 'calibrationFactor', 'windowDays'] as const) {
    const { from, isWhole } = RANGES[name];
    const value = policy[name];
    if (Number.isFinite(value) && value >= from && (!isWhole || Number.isInteger(value))) continue;
    throw new BadOptionError('the policy has a value out of its range', {
      ...{ where: name, received: String(value) },
      allowed: `${isWhole ? 'a whole number' : 'a number'} from ${from}`,
      fix: 'leave it out for its default',
    });
  }
  return policy;
}

function columnOf({ feature, ...rest }: FeatureVerdict): ColumnVerdict {
  return { column: feature, ...rest };
}

/** Windows of a season or of quality have other words, which no table gets. */
function statusOf(status: string): DriftVerdict['status'] {
  const words = ['stable', 'changed', 'drifted', 'inconclusive', 'no-data'] as const;
  return words.find((word) => word === status) ?? 'inconclusive';
}

/** Most often the rows of a capture have a column more or less than the baseline's inputs. */
function withoutRows({ coverage, baseline }: Sketch): string {
  const bad = Object.entries(coverage.badRecords).map(([reason, times]) => `${times} ${reason}`);
  if (bad.length === 0) return 'there is no row in this window';
  const width = `a row has the ${baseline.inputs.length} inputs ${baseline.inputs.slice(0, 20).join(', ')}`;
  return `no row could be used, of bad records ${bad.join(', ')}; ${width}`;
}
