/** How old the labels are that quality is judged on: cohorts of answers by day, and how many have come true. */
import { place, type Scale, ticks } from '../chart-scale.ts';
import { count, counted, dayText, percent, shortDay } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { MaturitySection } from '../sections/maturity.ts';
import { section } from './section.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 190, 68, 28, 28, 32];
/** A quarter of a year of days has room. */
const MOST_COHORTS = 92;

export function maturitySection(maturity: MaturitySection): Markup {
  const { matureBefore, cohorts, enoughBy, missingRows } = maturity;
  const labelled = cohorts.reduce((sum, cohort) => sum + cohort.labelled, 0);
  const answered = cohorts.reduce((sum, cohort) => sum + cohort.answered, 0);
  const forecast =
    missingRows === 0
      ? 'There are enough labels for a verdict.'
      : enoughBy === null
        ? `${counted(missingRows, 'labelled row')} more are needed; there is nothing yet to forecast by.`
        : `${counted(missingRows, 'labelled row')} more are needed; at the present pace they are there on ${dayText(enoughBy)}.`;
  return section({
    title: 'How old the labels are',
    note: 'Answers by day, outlined; those whose outcome is known, filled. Labels that come first are not those that come last, so only days old enough count.',
    body: html`<p class="lead">${forecast}</p>
      <p class="soft small">
        Labels of answers before ${dayText(matureBefore)} count. ${count(labelled)} of ${count(answered)}
        answers (${percent(answered === 0 ? 0 : labelled / answered)}) have their label.
      </p>
      ${cohorts.length === 0 ? undefined : html`<figure>${chart(maturity)}</figure>`}`,
  });
}

function chart({ cohorts: all, matureBefore }: MaturitySection): Markup {
  const cohorts = all.slice(-MOST_COHORTS);
  const most = Math.max(1, ...cohorts.map(({ answered, labelled }) => Math.max(answered, labelled)));
  const y: Scale = { min: 0, max: most, from: HEIGHT - BOTTOM, to: TOP };
  const slot = (WIDTH - LEFT - RIGHT) / cohorts.length;
  const gap = Math.min(4, slot * 0.2);
  const mature = cohorts.filter(({ isMature }) => isMature).length;
  const edge = LEFT + mature * slot;
  const every = Math.max(1, Math.ceil(cohorts.length / 7));
  return html`<svg
    class="chart cohorts"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
    aria-label="Answers and labels by day; labels count before ${dayText(matureBefore)}"
  >
    ${ticks(0, most, 3).map(
      (value) =>
        html`<path class="grid" d="M${LEFT} ${place(y, value)}H${WIDTH - RIGHT}" />
          <text class="soft" x="${LEFT - 8}" y="${place(y, value) + 4}" text-anchor="end"
            >${count(value)}</text
          >`,
    )}
    ${cohorts.map(({ day, answered, labelled, isMature }, index) => {
      const left = LEFT + index * slot + gap / 2;
      const width = Math.max(1, slot - gap);
      return html`<g class="${isMature ? 'mature' : 'young'}">
        <title>${dayText(day)}: ${count(labelled)} of ${count(answered)} labelled</title>
        <rect
          class="known"
          x="${left}"
          y="${place(y, labelled)}"
          width="${width}"
          height="${HEIGHT - BOTTOM - place(y, labelled)}"
        />
        <rect
          class="all"
          x="${left}"
          y="${place(y, answered)}"
          width="${width}"
          height="${HEIGHT - BOTTOM - place(y, answered)}"
        />
      </g>`;
    })}
    ${
      mature === 0 || mature === cohorts.length
        ? undefined
        : html`<path class="edge" d="M${edge} ${TOP - 16}V${HEIGHT - BOTTOM}" />
            <text class="halo t-calm" x="${edge - 6}" y="${TOP - 8}" text-anchor="end">counts</text>
            <text class="soft halo" x="${edge + 6}" y="${TOP - 8}">too young</text>`
    }
    ${cohorts.map(({ day }, index) =>
      index % every === 0
        ? html`<text
            class="soft${(index / every) % 2 === 1 ? ' fine' : ''}"
            x="${LEFT + (index + 0.5) * slot}"
            y="${HEIGHT - 8}"
            text-anchor="middle"
            >${shortDay(day)}</text
          >`
        : undefined,
    )}
  </svg>`;
}

export const MATURITY_STYLE = `
.cohorts .all{fill:none;stroke:var(--soft);stroke-width:1}.cohorts .mature .known{fill:var(--calm)}.cohorts .young .known{fill:var(--calm);opacity:.35}
.cohorts .edge{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:3 3}
`;
