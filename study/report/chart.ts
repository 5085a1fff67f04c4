import { html, type Markup, trusted } from '#core/monitoring/html';

/** Colours that read on a light and on a dark page; drawings are files of their own and see the reader's setting. */
const STYLE = trusted(
  [
    '<style>',
    'text{font:12px system-ui,sans-serif;fill:#333}.soft{fill:#666}.axis{stroke:#999;fill:none}.grid{stroke:#ddd}',
    '.gyre{stroke:#0a7d5a;fill:#0a7d5a}.ks{stroke:#b3541e;fill:#b3541e}.psi{stroke:#6b5fb5;fill:#6b5fb5}',
    'path.line{fill:none;stroke-width:2}path.ks{stroke-dasharray:6 3}path.psi{stroke-dasharray:2 3}',
    '.limit{stroke:#b00020;stroke-dasharray:4 3}.nominal{stroke:#666}',
    '@media (prefers-color-scheme:dark){text{fill:#ddd}.soft{fill:#aaa}.grid{stroke:#444}.axis,.nominal{stroke:#888}',
    '.gyre{stroke:#4cc79c;fill:#4cc79c}.ks{stroke:#e8935f;fill:#e8935f}.psi{stroke:#a9a0ea;fill:#a9a0ea}.limit{stroke:#ff6b7f}}',
    '</style>',
  ].join(''),
);

/** How contenders are drawn: class of their marks, and name in the legend. */
export const SERIES = [
  { contender: 'gyre', look: 'gyre', label: 'gyre, changed' },
  { contender: 'ks-0.05', look: 'ks', label: 'KS or chi-square, p < 0.05' },
  { contender: 'psi-0.1', look: 'psi', label: 'PSI at or above 0.1' },
] as const;

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** What the drawing shows, for who does not see it. */
  readonly label: string;
  readonly body: readonly Markup[];
}

/** A file of SVG: the same figures give the same bytes. */
export function drawingFile({ width, height, label, body }: Drawing): string {
  const drawing = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-label="${label}"
  >
    ${STYLE} ${body}
  </svg>`;
  return `${drawing.text.replaceAll(/\n\s+/g, '\n')}\n`;
}

/** Filled disc, square and diamond: readable without colours. */
export function mark(look: (typeof SERIES)[number]['look'], x: number, y: number): Markup {
  if (look === 'gyre') return html`<circle class="gyre" cx="${x}" cy="${y}" r="5" />`;
  if (look === 'ks') return html`<rect class="ks" x="${x - 4}" y="${y - 4}" width="8" height="8" />`;
  return html`<path class="psi" d="M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}Z" />`;
}

export function legend(x: number, y: number): readonly Markup[] {
  return SERIES.map(({ look, label }, index) => {
    const left = x + index * 210;
    return html`${mark(look, left, y)}<text x="${left + 12}" y="${y + 4}">${label}</text>`;
  });
}
