/** A part of a page: its heading and a word on how to read it in the margin, its content beside them. */
import { html, type Markup, type Part } from '../html.ts';

export interface Section {
  readonly title: string;
  /** How to read it, in a sentence or two. */
  readonly note?: Part;
  readonly body: Part;
}

export function section({ title, note, body }: Section): Markup {
  return html`<section class="part">
    <div class="side">
      <h2>${title}</h2>
      ${note === undefined ? undefined : html`<p class="note">${note}</p>`}
    </div>
    <div class="body">${body}</div>
  </section>`;
}

/** Figures that stand beside each other under a heading. */
export function facts(entries: readonly (readonly [name: string, value: string, more: string])[]): Markup {
  return html`<dl class="facts">
    ${entries.map(
      ([name, value, more]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}<small>${more}</small></dd>
        </div>`,
    )}
  </dl>`;
}
