/** Groups of people, or whatever the sensitive columns tell apart: how far each is from the largest, and how surely. */
import { clipped, count, figure, withInterval } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { BiasSection } from '../sections/bias.ts';
import { chip } from './chip.ts';
import { LONGEST_NAME } from './feature-rows.ts';
import { section } from './section.ts';
import { strip, stripAxis, stripScale } from './strip-plot.ts';

type Column = BiasSection['columns'][number];
type Group = Column['groups'][number];
type Metric = Group['metrics'][number];

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
const STATUS = {
  within: ['good', '✓ within'],
  outside: ['bad', '▲ outside'],
  inconclusive: ['hold', '? too few rows'],
} as const;

export function biasSection(bias: BiasSection): Markup | undefined {
  const columns = bias.columns.filter(({ groups }) => groups.length > 0);
  if (columns.length === 0) return undefined;
  return section({
    title: 'Groups',
    note: 'Each group against the reference group of its column, with 95 % intervals. Shaded: what the policy allows. A group of few rows has a wide interval, and no verdict.',
    body: html`${summary(columns)} ${columns.map(columnPart)}`,
  });
}

function summary(columns: readonly Column[]): Markup {
  const all = columns.flatMap(({ groups }) => groups.flatMap(({ metrics }) => metrics));
  const outside = all.filter(({ status }) => status === 'outside').length;
  return html`<p class="lead">
    ${outside === 0 ? 'No group is beyond its limits.' : `${outside} of ${all.length} comparisons are beyond their limits.`}
  </p>`;
}

function columnPart({ column, reference, groups }: Column): Markup {
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
  const isRatio = metric === 'disparate-impact';
  const equal = isRatio ? 1 : 0;
  const allowed = (limit: number) => (isRatio ? [limit, 1 / limit] : [-limit, limit]);
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
    <table class="strips stack middle">
      <thead>
        <tr>
          <th scope="col">Group</th>
          <th scope="col"></th>
          <th scope="col">Found [95 %]</th>
          <th scope="col">Verdict</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(({ group, own }) => groupRow(group, own, { scale, equal, allowed: allowed(own.limit) }))}
      </tbody>
      <tfoot>
        <tr>
          <td></td>
          <td>${stripAxis(scale)}</td>
        </tr>
      </tfoot>
    </table>
    ${left > 0 ? html`<p class="note">${left} more groups in the JSON of this report.</p>` : undefined}`;
}

function groupRow(
  { group, rows }: Group,
  { value, low, high, status }: Metric,
  drawn: {
    readonly scale: ReturnType<typeof stripScale>;
    readonly equal: number;
    readonly allowed: [number, number];
  },
): Markup {
  const tone = status === 'outside' ? 'bad' : status === 'within' ? 'calm' : 'plain';
  const [chipTone, text] = STATUS[status];
  const [from, to] = drawn.allowed;
  const isKnown = value !== null;
  return html`<tr>
    <th scope="row">
      ${clipped(group, LONGEST_NAME)}
      <div class="soft small plainly">${count(rows)} rows</div>
    </th>
    <td>
      ${strip({
        label: isKnown ? figure(value) : 'no such rows',
        scale: drawn.scale,
        bands: [{ from, to }],
        rules: [{ at: drawn.equal }],
        intervals: low === null || high === null ? [] : [{ low, high, tone }],
        points: isKnown ? [{ at: value, tone, isHollow: status !== 'outside' }] : [],
      })}
    </td>
    <td class="nowrap" data-label="Found">${isKnown ? withInterval({ value, low, high }) : '–'}</td>
    <td>${chip(chipTone, text)}</td>
  </tr>`;
}
