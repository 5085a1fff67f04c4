/** What the evidence has beside the contest's metric: slices, groups, calibration, value. Old evidence has none of it. */
import { clipped, count, figure, pValue, signedInterval, withInterval } from '../../monitoring/figures.ts';
import { html, type Markup } from '../../monitoring/html.ts';
import { groupTables } from '../../monitoring/report/group-tables.ts';
import { chip } from '../../monitoring/report/chip.ts';
import { section } from '../../monitoring/report/section.ts';
import { strip, stripScale } from '../../monitoring/report/strip-plot.ts';
import { figureTable, stripTable } from '../../monitoring/report/strip-table.ts';
import type { EvidenceDocument } from '../evidence-document.ts';
import { isLowerBetter } from '../metrics.ts';
import { contenderName } from './contender-name.ts';
import { differenceStrip } from './difference-strip.ts';

type Evidence = EvidenceDocument['evidence'];
type Shown = Evidence['contenders'][number];
type Slice = NonNullable<Shown['slices']>[number];

const MOST_SLICES = 24;
const LONGEST = 60;

export function guardSections({ evidence, contest }: EvidenceDocument): Markup {
  const candidate = evidence.contenders.find(({ contender }) => contender === contest.candidateId);
  return html`${candidate === undefined ? undefined : slicesSection(candidate, evidence)}
  ${candidate === undefined ? undefined : fairnessSection(candidate)} ${calibrationSection(evidence)}
  ${valueSection(evidence)}`;
}

const STATES = {
  judged: '',
  'few-rows': '? too few rows',
  'few-blocks': '? too few blocks',
  undefined: '– not defined here',
} as const;

function slicesSection({ slices = [], contender }: Shown, { metric }: Evidence): Markup | undefined {
  if (slices.length === 0) return undefined;
  const isLower = isLowerBetter(metric);
  const loss = ({ difference }: Slice) =>
    difference === undefined ? -Infinity : difference.value * (isLower ? 1 : -1);
  const shown = slices.toSorted((a, b) => loss(b) - loss(a) || b.rows - a.rows).slice(0, MOST_SLICES);
  const scale = stripScale([
    0,
    ...shown.flatMap(({ difference }) => (difference === undefined ? [] : [difference.low, difference.high])),
  ]);
  return section({
    title: 'Slice by slice',
    note: `${metric} of ${contender} less that of the champion on groups of rows; those where it lost most first. Slices of few rows are shown and not judged.`,
    body: html`${stripTable({ columns: ['Slice', `Difference of ${metric}`, '#Champion', '#Candidate', 'Difference [95 %]', '#p'], rows: shown.map((slice) => sliceRow(slice, scale, isLower)), scale })}
      <p class="note">
        p: chance of such figures if it were not worse by more than the policy allows, before Holm’s
        correction.
        ${slices.length > shown.length ? `${slices.length - shown.length} more slices in the evidence.` : undefined}
      </p>`,
  });
}

function sliceRow(slice: Slice, scale: ReturnType<typeof stripScale>, isLower: boolean): Markup {
  const { column, group, rows, value, champion, state, difference } = slice;
  return html`<tr>
    <th scope="row">
      ${clipped(column, LONGEST)} = ${clipped(group, LONGEST)}
      <div class="soft small">${count(rows)} rows</div>
    </th>
    <td>${differenceStrip(difference, { scale, isLowerBetter: isLower, without: STATES[state] })}</td>
    <td class="number" data-label="Champion">${figure(champion)}</td>
    <td class="number" data-label="Candidate">${figure(value)}</td>
    <td class="nowrap" data-label="Difference">
      ${difference === undefined ? chip('hold', STATES[state]) : signedInterval(difference)}
    </td>
    <td class="number" data-label="p">${pValue(difference?.pValue)}</td>
  </tr>`;
}

function fairnessSection({ fairness = [], contender }: Shown): Markup | undefined {
  const columns = fairness.filter(({ groups }) => groups.length > 0);
  if (columns.length === 0) return undefined;
  return section({
    title: 'Groups',
    note: `Answers of ${contender}, each group against the reference group of its column, with 95 % intervals. Shaded: what the policy allows.`,
    body: groupTables(columns),
  });
}

function calibrationSection({ contenders }: Evidence): Markup | undefined {
  const measured = contenders.flatMap(({ contender, calibration }) =>
    calibration?.state === 'measured' ? [{ contender, ...calibration }] : [],
  );
  if (measured.length === 0) return undefined;
  return section({
    title: 'Calibration',
    note: 'Whether a predicted share comes true. Reliability is the part of the Brier score that calibration could mend, resolution what the model tells apart.',
    body: html`${figureTable({
      columns: ['Contender', '#Expected error', '#Largest error', '#Brier', '#Reliability', '#Resolution'],
      rows: measured.map(
        ({ contender, expectedError, largestError, brier }) =>
          html`<tr>
            <th scope="row">${contenderName(contender)}</th>
            <td class="number" data-label="Expected error">${figure(expectedError)}</td>
            <td class="number" data-label="Largest error">${figure(largestError)}</td>
            <td class="number" data-label="Brier">${figure(brier.score)}</td>
            <td class="number" data-label="Reliability">${figure(brier.reliability)}</td>
            <td class="number" data-label="Resolution">${figure(brier.resolution)}</td>
          </tr>`,
      ),
    })}`,
  });
}

function valueSection({ contenders }: Evidence): Markup | undefined {
  const valued = contenders.flatMap(({ contender, businessValue }) =>
    businessValue === undefined ? [] : [{ contender, ...businessValue }],
  );
  if (valued.length === 0) return undefined;
  const scale = stripScale([0, ...valued.flatMap(({ perRow }) => [perRow.low, perRow.high])]);
  return section({
    title: 'What a row is worth',
    note: 'By the cost matrix of the policy, with 95 % intervals.',
    body: html`${stripTable({
      columns: ['Contender', 'Value of a row', 'Value [95 %]', 'More than the champion [95 %]'],
      rows: valued.map(
        ({ contender, perRow, difference }) =>
          html`<tr>
            <th scope="row">${contenderName(contender)}</th>
            <td>
              ${strip({
                label: withInterval(perRow),
                scale,
                rules: [{ at: 0 }],
                intervals: [{ ...perRow, tone: 'calm' }],
                points: [{ at: perRow.value, tone: 'calm' }],
              })}
            </td>
            <td class="nowrap" data-label="Value">${withInterval(perRow)}</td>
            <td class="nowrap" data-label="More">
              ${difference === undefined ? '–' : withInterval(difference)}
            </td>
          </tr>`,
      ),
      scale,
    })}`,
  });
}
