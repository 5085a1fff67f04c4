/** The document around a page: one file, no script, nothing fetched; light and dark, screen and paper. */
import { html, type Markup, trusted } from './html.ts';
import { BASE_STYLE } from './page-style.ts';

/** No script at all, nothing from elsewhere: what a hostile name could still smuggle in would not run. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

export interface PageFrame {
  readonly title: string;
  readonly body: Markup;
  /** More rules, a constant of this project. */
  readonly style?: string;
}

export function pageFrame({ title, body, style = '' }: PageFrame): string {
  const head = trusted(
    [
      '<meta charset="utf-8">',
      `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      '<meta name="color-scheme" content="light dark">',
      '<meta name="referrer" content="no-referrer">',
      `<style>${BASE_STYLE}${style}</style>`,
    ].join('\n'),
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        ${head}
        <title>${title}</title>
      </head>
      <body>
        ${body}
      </body>
    </html> `.text;
}
