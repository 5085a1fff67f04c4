/** A table for each column and measure: a row a group, with its interval and what is allowed. */
import { clipped, count, figure, withInterval } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { BiasSection } from '../sections/bias.ts';
import { chip, type Tone } from './chip.ts';
import { LONGEST_NAME } from './feature-rows.ts';
import { strip, stripScale } from './strip-plot.ts';
import { stripTable } from './strip-table.ts';

type Judged = BiasSection['columns'][number]['groups'][number]['metrics'][number];
/** Without a limit there is no verdict: the figure alone is shown. */
type Metric = Pick<Judged, 'metric' | 'value' | 'low' | 'high'> & {
  readonly limit?: number;
  readonly status?: Judged['status'];
};
interface Group {
  readonly group: string;
  readonly rows: number;
  readonly metrics: readonly Metric[];
}
export interface GroupedColumn {
  readonly column: string;
  readonly reference: string;
  readonly groups: readonly Group[];
}

const TITLES: Readonly<Record<Metric['metric'], string>> = {
  'disparate-impact': 'Ratio of positive answers',
  'demographic-parity': 'Difference of positive answers',
  'equal-opportunity': 'Difference of true positives found',
  'false-positive-rate': 'Difference of false positives',
  'false-negative-rate': 'Difference of false negatives',
  'mean-prediction': 'Difference of mean predictions',
  'mean-error': 'Difference of mean errors',
};
const MOST_GROUPS = 12;
const STATUS: Readonly<Record<Judged['status'], readonly [tone: Tone, text: string]>> = {
  within: ['good', '✓ within'],
  outside: ['bad', '▲ outside'],
  inconclusive: ['hold', '? too few rows'],
};

export function groupTables(columns: readonly GroupedColumn[]): readonly Markup[] {
  return columns.map(columnPart);
}

function columnPart({ column, reference, groups }: GroupedColumn): Markup {
  const metrics = [...new Set(groups.flatMap((group) => group.metrics.map(({ metric }) => metric)))];
  return html`${metrics.map((metric) => {
    const lines = groups.flatMap((group) =>
      group.metrics.filter((own) => own.metric === metric).map((own) => ({ group, own })),
    );
    const shown = lines
      .toSorted((a, b) => Number(b.own.status === 'outside') - Number(a.own.status === 'outside'))
      .slice(0, MOST_GROUPS);
    return metricPart({ column, reference, metric, shown, left: lines.length - shown.length });
  })}`;
}

function metricPart(facts: {
  readonly column: string;
  readonly reference: string;
  readonly metric: Metric['metric'];
  readonly shown: readonly { readonly group: Group; readonly own: Metric }[];
  readonly left: number;
}): Markup {
  const { column, reference, metric, shown, left } = facts;
  if (shown.every(({ own }) => own.value === null))
    return html`<p class="note">
      ${TITLES[metric]}, by ${clipped(column, LONGEST_NAME)}: no group has such rows.
    </p>`;
  const isRatio = metric === 'disparate-impact';
  const equal = isRatio ? 1 : 0;
  const allowed = (limit?: number): readonly number[] =>
    limit === undefined ? [] : isRatio ? [limit, 1 / limit] : [-limit, limit];
  const scale = stripScale([
    equal,
    ...shown.flatMap(({ own }) => [
      own.value ?? equal,
      own.low ?? equal,
      own.high ?? equal,
      ...allowed(own.limit),
    ]),
  ]);
  return html`<h3>${TITLES[metric]}, by ${clipped(column, LONGEST_NAME)}</h3>
    <p class="note">${isRatio ? 'Divided by' : 'Less'} that of ${clipped(reference, LONGEST_NAME)}.</p>
    ${stripTable({ columns: ['Group', '', 'Found [95 %]', 'Verdict'], rows: shown.map(({ group, own }) => groupRow(group, own, { scale, equal, allowed: allowed(own.limit) })), scale })}
    ${left > 0 ? html`<p class="note">${left} more groups in the stored figures.</p>` : undefined}`;
}

function groupRow(
  { group, rows }: Group,
  { value, low, high, status }: Metric,
  drawn: {
    readonly scale: ReturnType<typeof stripScale>;
    readonly equal: number;
    readonly allowed: readonly number[];
  },
): Markup {
  const tone = status === 'outside' ? 'bad' : status === 'within' ? 'calm' : 'plain';
  const [from, to] = drawn.allowed;
  const isKnown = value !== null;
  return html`<tr>
    <th scope="row">
      ${clipped(group, LONGEST_NAME)}
      <div class="soft small">${count(rows)} rows</div>
    </th>
    <td>
      ${strip({
        label: isKnown ? figure(value) : 'no such rows',
        scale: drawn.scale,
        bands: from === undefined || to === undefined ? [] : [{ from, to }],
        rules: [{ at: drawn.equal }],
        intervals: low === null || high === null ? [] : [{ low, high, tone }],
        points: isKnown ? [{ at: value, tone, isHollow: status !== 'outside' }] : [],
      })}
    </td>
    <td class="nowrap" data-label="Found">${isKnown ? withInterval({ value, low, high }) : '–'}</td>
    <td>${status === undefined ? undefined : chip(...STATUS[status])}</td>
  </tr>`;
}
