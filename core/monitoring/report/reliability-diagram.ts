/** Buckets of the score: on the diagonal, what was predicted came. */
import { finite, place, type Scale, ticks } from '../chart-scale.ts';
import { count, figure, measured } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { ConceptSection } from '../sections/concept.ts';
import { figureTable } from './strip-table.ts';

type Bucket = ConceptSection['calibration'][number];

const [SIZE, LEFT, BOTTOM, TOP] = [340, 46, 40, 10];
const TONES = { off: 'bad', kept: 'calm', 'few-rows': 'plain' } as const;
const WORDS = { off: '▲ off', kept: 'kept', 'few-rows': 'too few rows' } as const;

export function reliabilityDiagram(buckets: readonly Bucket[]): Markup {
  const known = finite(
    buckets.flatMap(({ predicted, realised, low, high }) => [predicted, realised, low, high]),
  );
  const [least, most] = known.length === 0 ? [0, 1] : [Math.min(...known), Math.max(...known)];
  const room = Math.max(most - least, 1e-9) * 0.06;
  const range = { min: least < 0 ? least - room : Math.max(0, least - room), max: most + room };
  const x: Scale = { ...range, from: LEFT, to: SIZE - 10 };
  const y: Scale = { ...range, from: SIZE - BOTTOM, to: TOP };
  return html`<figure class="reliability">
      <svg
        class="square"
        viewBox="0 0 ${SIZE} ${SIZE}"
        role="img"
        aria-label="Predicted against realised, by bucket of the score"
      >
        ${ticks(range.min, range.max, 4).map(
          (value) =>
            html`<path class="grid" d="M${LEFT} ${place(y, value)}H${SIZE - 10}" />
              <text class="soft" x="${LEFT - 7}" y="${place(y, value) + 4}" text-anchor="end"
                >${measured(value)}</text
              >
              <text class="soft" x="${place(x, value)}" y="${SIZE - BOTTOM + 17}" text-anchor="middle"
                >${measured(value)}</text
              >`,
        )}
        <path
          class="diagonal"
          d="M${place(x, range.min)} ${place(y, range.min)}L${place(x, range.max)} ${place(y, range.max)}"
        />
        ${buckets.map((bucket) => bucketMark(bucket, x, y))}
        <text class="soft" x="${SIZE - 10}" y="${SIZE - 4}" text-anchor="end">predicted →</text>
        <text class="soft" x="${LEFT + 6}" y="${TOP + 8}">↑ came</text>
        ${worstName(buckets, x, y)}
      </svg>
    </figure>
    ${figuresOf(buckets)}`;
}

function bucketMark(
  { predicted, realised, low, high, status, rows }: Bucket,
  x: Scale,
  y: Scale,
): Markup | undefined {
  if (finite([predicted, realised]).length < 2) return undefined;
  const [left, top] = [place(x, predicted), place(y, realised)];
  return html`<g class="bucket t-${TONES[status]} ${status}">
    <title>predicted ${figure(predicted)}, came ${figure(realised)}, ${count(rows)} rows</title>
    ${finite([low, high]).length < 2 ? undefined : html`<path d="M${left} ${place(y, low)}V${place(y, high)}" />`}
    ${
      status === 'off'
        ? html`<path
            class="mark"
            d="M${left - 6} ${top}L${left} ${top - 6}L${left + 6} ${top}L${left} ${top + 6}Z"
          />`
        : html`<circle class="mark" cx="${left}" cy="${top}" r="4.5" />`
    }
  </g>`;
}

/** The bucket that is off most, by name; on the side of the diagonal that it is on. */
function worstName(buckets: readonly Bucket[], x: Scale, y: Scale): Markup | undefined {
  const distance = ({ predicted, realised }: Bucket) => Math.abs(predicted - realised);
  const [worst] = buckets
    .filter(({ status }) => status === 'off')
    .toSorted((a, b) => distance(b) - distance(a));
  if (worst === undefined) return undefined;
  const isAbove = worst.realised > worst.predicted;
  return html`<text
    class="halo t-bad"
    x="${place(x, worst.predicted) + (isAbove ? -11 : 11)}"
    y="${place(y, worst.realised) + 4}"
    text-anchor="${isAbove ? 'end' : 'start'}"
    >came ${figure(worst.realised)}</text
  >`;
}

function figuresOf(buckets: readonly Bucket[]): Markup {
  return html`<details>
    <summary>The figures of each bucket</summary>
    ${figureTable({
      columns: ['Score', '#Rows', '#Predicted', '#Came', 'Interval', ''],
      rows: buckets.map(
        ({ from, to, rows, predicted, realised, low, high, status }) =>
          html`<tr>
            <th scope="row" class="nowrap">${figure(from)} to ${figure(to)}</th>
            <td class="number" data-label="Rows">${count(rows)}</td>
            <td class="number" data-label="Predicted">${figure(predicted)}</td>
            <td class="number" data-label="Came">${figure(realised)}</td>
            <td class="nowrap" data-label="Interval">[${figure(low)}, ${figure(high)}]</td>
            <td>${WORDS[status]}</td>
          </tr>`,
      ),
    })}
  </details>`;
}

export const RELIABILITY_STYLE = `
.square{width:100%;max-width:24rem}.reliability .diagonal{stroke:var(--soft);stroke-dasharray:4 4}.bucket path{stroke:currentcolor;stroke-width:1.8;fill:none}
.bucket .mark{fill:currentcolor;stroke:currentcolor;stroke-width:1.6}.bucket.few-rows .mark{fill:var(--paper)}
`;
