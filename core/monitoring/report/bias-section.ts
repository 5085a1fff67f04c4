/** Groups of people, or whatever the sensitive columns tell apart: how far each is from the largest, and how surely. */
import { clipped } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { BiasSection } from '../sections/bias.ts';
import { LONGEST_NAME } from './feature-rows.ts';
import { groupTables } from './group-tables.ts';
import { section } from './section.ts';

type Column = BiasSection['columns'][number];

export function biasSection(bias: BiasSection): Markup | undefined {
  const compared = bias.columns.filter(({ groups }) => groups.length > 0);
  const refused = bias.columns.filter(({ groups }) => groups.length === 0);
  if (bias.columns.length === 0) return undefined;
  return section({
    title: 'Groups',
    note: 'Each group against the reference group of its column, with 95 % intervals. Shaded: what the policy allows. A group of few rows has a wide interval, and no verdict.',
    body: html`${compared.length === 0 ? undefined : summary(compared)} ${groupTables(compared)}
    ${refused.map(
      ({ column, refused: reason }) =>
        html`<p>
          <strong>${clipped(column, LONGEST_NAME)}</strong> is not compared:
          ${reason ?? 'it has a single group'}
        </p>`,
    )}`,
  });
}

function summary(columns: readonly Column[]): Markup {
  const all = columns.flatMap(({ groups }) => groups.flatMap(({ metrics }) => metrics));
  const outside = all.filter(({ status }) => status === 'outside').length;
  return html`<p class="lead">
    ${outside === 0 ? 'No group is beyond its limits.' : `${outside} of ${all.length} comparisons are beyond their limits.`}
  </p>`;
}
