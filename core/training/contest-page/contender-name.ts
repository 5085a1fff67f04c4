import { clipped } from '../../monitoring/figures.ts';
import { html, type Markup } from '../../monitoring/html.ts';

/** Ids of candidates have 18 characters; what is longer is no id. */
const LONGEST_ID = 24;

/** On one line: an id that is broken at its hyphen is read as two. */
export function contenderName(contender: string): Markup {
  return html`<span class="nowrap">${clipped(contender, LONGEST_ID)}</span>`;
}
