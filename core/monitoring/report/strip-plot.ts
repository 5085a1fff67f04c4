/**
 * Everything that is drawn in one row of a table: points with intervals, bands of what is allowed, marks of bounds.
 * Forest plots, bullet charts and dumbbells are rows of strips on one scale, with an axis below.
 */
import { place, type Scale, ticks } from '../chart-scale.ts';
import { measured } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { Tone } from './chip.ts';

export const STRIP_WIDTH = 340;
const [HEIGHT, MARGIN] = [26, 10];
const HALF = HEIGHT / 2;

/** Coordinates are values on the scale. What is not a finite number is not drawn. */
export interface Strip {
  /** What a reader who does not see it is told. */
  readonly label: string;
  readonly scale: Scale;
  /** Behind all: what is allowed, expected, or mere noise. */
  readonly bands?: readonly { readonly from: number; readonly to: number; readonly isMeasured?: boolean }[];
  /** Thick, from one value to another. */
  readonly bars?: readonly { readonly from: number; readonly to: number; readonly tone: Tone }[];
  /** Dashed: a value to compare with, such as zero. Solid: a limit. */
  readonly rules?: readonly { readonly at: number; readonly isLimit?: boolean }[];
  readonly intervals?: readonly { readonly low: number; readonly high: number; readonly tone: Tone }[];
  readonly points?: readonly {
    readonly at: number;
    readonly tone: Tone;
    /** Hollow: not certain, or what it was before. */
    readonly isHollow?: boolean;
    readonly isRound?: boolean;
  }[];
}

/** A scale that holds all of the values, with a little room at both ends. */
export function stripScale(values: readonly number[]): Scale {
  const known = values.filter(Number.isFinite);
  const [low, high] = known.length === 0 ? [0, 1] : [Math.min(...known), Math.max(...known)];
  const room = (high - low) * 0.04;
  return { min: low - room, max: high + room, from: MARGIN, to: STRIP_WIDTH - MARGIN };
}

export function strip({ label, scale, bands, bars, rules, intervals, points }: Strip): Markup {
  const x = (value: number) => place(scale, value);
  const sized = <Own extends { readonly from: number; readonly to: number }>(ends: readonly Own[] = []) =>
    ends.filter(({ from, to }) => Number.isFinite(from) && Number.isFinite(to));
  return html`<svg
    class="strip"
    viewBox="0 0 ${STRIP_WIDTH} ${HEIGHT}"
    width="${STRIP_WIDTH}"
    height="${HEIGHT}"
    role="img"
    aria-label="${label}"
  >
    ${sized(bands).map(
      ({ from, to, isMeasured }) =>
        html`<rect
          class="${isMeasured === true ? 'noise' : 'band'}"
          x="${x(from)}"
          y="${isMeasured === true ? 4 : 0}"
          width="${Math.max(0, x(to) - x(from))}"
          height="${isMeasured === true ? HEIGHT - 8 : HEIGHT}"
        />`,
    )}
    ${sized(bars).map(
      ({ from, to, tone }) =>
        html`<rect
          class="bar t-${tone}"
          x="${Math.min(x(from), x(to))}"
          y="${HALF - 4}"
          width="${Math.abs(x(to) - x(from))}"
          height="8"
        />`,
    )}
    ${rules
      ?.filter(({ at }) => Number.isFinite(at))
      .map(
        ({ at, isLimit }) =>
          html`<path class="${isLimit === true ? 'limit' : 'zero'}" d="M${x(at)} 0V${HEIGHT}" />`,
      )}
    ${intervals
      ?.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high))
      .map(
        ({ low, high, tone }) =>
          html`<path
            class="range t-${tone}"
            d="M${x(low)} ${HALF}H${x(high)}M${x(low)} ${HALF - 5}v10M${x(high)} ${HALF - 5}v10"
          />`,
      )}
    ${points?.filter(({ at }) => Number.isFinite(at)).map((point) => mark(point, x(point.at)))}
  </svg>`;
}

function mark({ tone, isHollow, isRound }: NonNullable<Strip['points']>[number], at: number): Markup {
  const name = `point t-${tone}${isHollow === true ? ' hollow' : ''}`;
  return isRound === true
    ? html`<circle class="${name}" cx="${at}" cy="${HALF}" r="4.5" />`
    : html`<path
        class="${name}"
        d="M${at - 6} ${HALF}L${at} ${HALF - 6}L${at + 6} ${HALF}L${at} ${HALF + 6}Z"
      />`;
}

/** Values below a column of strips. @param text what stands at a tick; default: the value */
export function stripAxis(scale: Scale, text: (value: number) => string = measured): Markup {
  return html`<svg
    class="strip"
    viewBox="0 0 ${STRIP_WIDTH} 22"
    width="${STRIP_WIDTH}"
    height="22"
    aria-hidden="true"
  >
    <path class="axis" d="M${MARGIN} 2H${STRIP_WIDTH - MARGIN}" />
    ${ticks(scale.min, scale.max, 5).map(
      (value) =>
        html`<path class="axis" d="M${place(scale, value)} 2v4" />
          <text class="soft" x="${place(scale, value)}" y="19" text-anchor="middle">${text(value)}</text>`,
    )}
  </svg>`;
}

export const STRIP_STYLE = `
.strip{width:100%;min-width:9rem;max-width:${STRIP_WIDTH}px}.strip .band{fill:var(--fill)}.strip .noise{fill:var(--soft);opacity:.3}.strip .bar{fill:currentcolor}
.strip .zero{stroke:var(--soft);stroke-dasharray:3 3}.strip .limit{stroke:var(--ink);stroke-width:2}
.strip .range{stroke:currentcolor;stroke-width:2;fill:none}.strip .point{fill:currentcolor;stroke:currentcolor;stroke-width:2}.strip .hollow{fill:var(--paper)}
.strips tbody th{min-width:9.5rem}.strips .bullet{width:38%}.strips tfoot td{border:0;padding-top:0}.strips tbody tr:last-child>*{border-bottom-color:transparent}
@media print{.strip{min-width:5rem}.strips tbody th{min-width:7rem}}
`;
