import { html, type Markup } from '#core/monitoring/html';

interface Sign {
  readonly tone: string;
  /** A shape, so that no outcome is told by colour alone. */
  readonly glyph: string;
  readonly word: string;
}

const SIGNS: Readonly<Record<string, Sign>> = {
  promoted: { tone: 'good', glyph: '▲', word: 'promoted' },
  recalibrated: { tone: 'good', glyph: '◆', word: 'recalibrated' },
  restored: { tone: 'other', glyph: '↺', word: 'restored' },
  kept: { tone: 'calm', glyph: '●', word: 'kept' },
  refused: { tone: 'bad', glyph: '✕', word: 'refused' },
  failed: { tone: 'bad', glyph: '!', word: 'failed' },
  'not-now': { tone: 'hold', glyph: '◌', word: 'not now' },
};

/** An outcome that is not known keeps its own word. */
export function signOf(outcome: string): Sign {
  return Object.hasOwn(SIGNS, outcome)
    ? (SIGNS[outcome] ?? { tone: '', glyph: '·', word: outcome })
    : { tone: '', glyph: '·', word: outcome };
}

export function outcomeChip(outcome: string): Markup {
  const { tone, glyph, word } = signOf(outcome);
  return html`<span class="chip ${tone}">${glyph} ${word}</span>`;
}
