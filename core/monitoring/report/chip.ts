import { html, type Markup } from '../html.ts';

/** What a colour means on every page; a shape or word always says the same. */
export type Tone = 'good' | 'bad' | 'hold' | 'calm' | 'other' | 'plain';

export function chip(tone: Tone, text: string): Markup {
  return html`<span class="chip ${tone}">${text}</span>`;
}
