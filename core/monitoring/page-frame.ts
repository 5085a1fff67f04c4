/** The document around a page: one file, no script, nothing fetched; light and dark, screen and paper. */
import { html, type Markup, trusted } from './html.ts';

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

/**
 * Colours are of the set of Okabe and Ito (2008), told apart by readers who do not see red or green, darkened or
 * lightened for contrast; shape or text always says the same.
 */
const BASE_STYLE = `
:root{--paper:#faf9f6;--panel:#fff;--ink:#1b1f24;--soft:#57606b;--line:#dcd9d1;--fill:#efede7;
--good:#006b52;--bad:#ad3d00;--hold:#6c5b00;--calm:#0b5c97;--other:#8a3d74;
--goodwash:#dff1ea;--badwash:#fbe6da;--holdwash:#f6efcd;--calmwash:#e1eef8;--otherwash:#f6e6f0}
@media (prefers-color-scheme:dark){:root{--paper:#131619;--panel:#1a1e22;--ink:#e9e7e2;--soft:#a3abb5;--line:#343a41;--fill:#252a30;
--good:#4cc9a4;--bad:#ff9257;--hold:#e3c84a;--calm:#70b7f0;--other:#e09cc8;
--goodwash:#12352b;--badwash:#402213;--holdwash:#37300f;--calmwash:#132f45;--otherwash:#3a2133}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 ui-sans-serif,system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;font-variant-numeric:tabular-nums}
main,body>header,body>footer{max-width:68rem;margin:0 auto;padding:0 1.25rem}
body>header{padding-top:3rem}
body>footer{padding-bottom:3rem;color:var(--soft);font-size:.875rem}
h1,h2,h3{font-family:Charter,'Bitstream Charter','Sitka Text',Cambria,Georgia,'Liberation Serif',serif;line-height:1.2;font-weight:600;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:clamp(1.7rem,4.5vw,2.6rem);margin:.4rem 0 1rem;max-width:24em}
h2{font-size:1.5rem;margin:3.5rem 0 .5rem;padding-top:1rem;border-top:1px solid var(--line)}
h3{font-size:1.15rem;margin:2rem 0 .4rem}
p{max-width:44rem;margin:.5rem 0;overflow-wrap:anywhere}
.eyebrow{margin:0;color:var(--soft);font-size:.875rem;letter-spacing:.02em}
.lead{font-size:1.1rem;color:var(--soft)}
.soft{color:var(--soft)}
code{font:.9em ui-monospace,'Cascadia Mono',Menlo,Consolas,'Liberation Mono',monospace;overflow-wrap:anywhere}
figure{margin:1.25rem 0;padding:0}
figcaption{color:var(--soft);font-size:.875rem;max-width:46rem;margin-top:.5rem}
.scroll{overflow-x:auto;-webkit-overflow-scrolling:touch}
.scroll:focus-visible,summary:focus-visible{outline:2px solid var(--calm);outline-offset:3px}
svg{display:block;max-width:100%;height:auto;overflow:visible}
svg text{fill:var(--ink);font-size:12px;font-family:inherit}
svg .soft{fill:var(--soft)}
.chart{min-width:36rem}
.frame{fill:none;stroke:var(--line)}.grid{stroke:var(--line);stroke-width:1}.axis{stroke:var(--soft);stroke-width:1}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;color:var(--soft);font-size:.875rem;padding:0 0 .5rem}
th,td{padding:.45rem .75rem .45rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{font-weight:600;color:var(--soft);font-size:.8rem;vertical-align:bottom;white-space:nowrap}
tbody th{font-weight:600;overflow-wrap:anywhere}
.number{text-align:right;white-space:nowrap}.number+:not(.number){padding-left:.75rem}
.nowrap{white-space:nowrap}
.chip{display:inline-block;padding:.08rem .55rem;border-radius:1rem;font-size:.82rem;font-weight:600;white-space:nowrap;border:1px solid currentcolor;color:var(--soft)}
.chip.good{color:var(--good);background:var(--goodwash)}.chip.bad{color:var(--bad);background:var(--badwash)}
.chip.hold{color:var(--hold);background:var(--holdwash)}.chip.calm{color:var(--calm);background:var(--calmwash)}.chip.other{color:var(--other);background:var(--otherwash)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:1px;margin:1.5rem 0}
.facts div{background:var(--panel);box-shadow:0 0 0 1px var(--line);padding:.7rem .9rem}
.facts dt{color:var(--soft);font-size:.8rem}.facts dd{margin:0;font-size:1.1rem;font-weight:600;overflow-wrap:anywhere}.facts dd small{display:block;font-weight:400;font-size:.8rem;color:var(--soft)}
ul.plain{list-style:none;padding:0;margin:.5rem 0}ul.plain li{padding:.2rem 0;overflow-wrap:anywhere}
details{margin:.75rem 0}summary{cursor:pointer;color:var(--soft);font-size:.875rem}
@media (max-width:40rem){body>header{padding-top:1.5rem}h2{margin-top:2.5rem}}
@media print{:root{--paper:#fff;--panel:#fff;--ink:#000;--soft:#444;--line:#bbb;--fill:#eee;--good:#006b52;--bad:#ad3d00;--hold:#6c5b00;--calm:#0b5c97;--other:#8a3d74;--goodwash:#fff;--badwash:#fff;--holdwash:#fff;--calmwash:#fff;--otherwash:#fff}
body{font-size:10.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}figure,tr,.card{break-inside:avoid}h2,h3{break-after:avoid}.scroll{overflow:visible}.chart{min-width:0}}
`;
