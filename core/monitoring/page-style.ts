/**
 * The look of every page: one column of reading, headings in the margin where there is room for one, figures aligned.
 *
 * Colours are of the set of Okabe and Ito (2008), told apart by readers who do not see red or green, darkened or
 * lightened for contrast; shape or text always says the same. Each has one meaning on all pages: good is what was
 * promised and holds, bad is beyond a limit, hold waits or is uncertain, calm is what was measured, other is estimated.
 */
const COLOURS = `
:root{--paper:#fbfaf7;--panel:#fff;--ink:#191d22;--soft:#59626d;--line:#dedbd3;--fill:#efede7;
--good:#006b52;--bad:#ad3d00;--hold:#6c5b00;--calm:#0b5c97;--other:#8a3d74;
--goodwash:#dff1ea;--badwash:#fbe6da;--holdwash:#f6efcd;--calmwash:#dcebf7;--otherwash:#f6e6f0}
@media (prefers-color-scheme:dark){:root{--paper:#131619;--panel:#1a1e22;--ink:#e9e7e2;--soft:#a8b0ba;--line:#353b42;--fill:#252a30;
--good:#4cc9a4;--bad:#ff9257;--hold:#e3c84a;--calm:#70b7f0;--other:#e09cc8;
--goodwash:#12352b;--badwash:#4a2614;--holdwash:#37300f;--calmwash:#173a56;--otherwash:#3f2438}}
`;

const TEXT = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 ui-sans-serif,system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;font-variant-numeric:tabular-nums}
main,body>header,body>footer{max-width:74rem;margin:0 auto;padding:0 1.5rem}
body>header{padding-top:3.25rem;padding-bottom:1.5rem}
body>footer{padding-top:1.5rem;padding-bottom:3rem;color:var(--soft);font-size:.875rem}
h1,h2,.lead,.cause{font-family:Charter,'Bitstream Charter','Sitka Text',Cambria,Georgia,'Liberation Serif',serif}
h1,h2,h3{line-height:1.2;font-weight:600;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:clamp(1.75rem,4.2vw,2.7rem);line-height:1.14;letter-spacing:-.012em;margin:.5rem 0 1rem;max-width:25em}
h2{font-size:1.5rem;margin:3.5rem 0 .5rem;padding-top:1rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:2rem 0 .5rem}
p{max-width:44rem;margin:.5rem 0;overflow-wrap:anywhere}
.eyebrow{margin:0;color:var(--soft);font-size:.875rem;letter-spacing:.01em}
.lead{font-size:1.2rem;line-height:1.45;max-width:38rem;margin:.4rem 0}
.cause{font-size:1.3rem;line-height:1.35;max-width:34rem;margin:0 0 1rem}
.soft{color:var(--soft)}.small{font-size:.84rem}
code{font:.9em ui-monospace,'Cascadia Mono',Menlo,Consolas,'Liberation Mono',monospace;overflow-wrap:anywhere}
.command{display:block;margin:.4rem 0;padding:.5rem .75rem;background:var(--fill);border-left:3px solid var(--line);font-size:.86rem;user-select:all}
.flag{width:4rem;height:5px;margin:0 0 1.1rem;background:var(--soft)}
.flag.good{background:var(--good)}.flag.bad{background:var(--bad)}.flag.hold{background:var(--hold)}.flag.calm{background:var(--calm)}.flag.other{background:var(--other)}
figure{margin:1.1rem 0;padding:0}
figcaption,.note{color:var(--soft);font-size:.84rem;line-height:1.5;max-width:44rem}
figcaption{margin-top:.6rem}
ul.plain{list-style:none;padding:0;margin:.5rem 0}ul.plain li{padding:.2rem 0;overflow-wrap:anywhere}
details{margin:.75rem 0}summary{cursor:pointer;color:var(--soft);font-size:.875rem;width:fit-content}
summary:hover{color:var(--ink)}
.chip{display:inline-block;padding:.05rem .5rem;border-radius:1rem;font-size:.78rem;font-weight:600;white-space:nowrap;border:1px solid currentcolor;color:var(--soft)}
.chip.good{color:var(--good);background:var(--goodwash)}.chip.bad{color:var(--bad);background:var(--badwash)}
.chip.hold{color:var(--hold);background:var(--holdwash)}.chip.calm{color:var(--calm);background:var(--calmwash)}.chip.other{color:var(--other);background:var(--otherwash)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:1rem 1.5rem;margin:1.75rem 0 0;padding-top:1rem;border-top:1px solid var(--ink)}
.facts dt{color:var(--soft);font-size:.8rem}.facts dd{margin:0;font-size:1.2rem;line-height:1.3;font-weight:600;overflow-wrap:anywhere}.facts dd small{display:block;margin-top:.15rem;font-weight:400;font-size:.8rem;line-height:1.4;color:var(--soft)}
`;

const PARTS = `
.part{display:grid;grid-template-columns:13.5rem minmax(0,1fr);column-gap:2.5rem;padding:1.75rem 0 2rem;border-top:1px solid var(--line)}
.part h2{font-size:1.3rem;margin:0 0 .5rem;padding:0;border:0}.part h3:first-child,.part .body>:first-child{margin-top:0}
@media (max-width:62rem){.part{display:block}.part .side{margin-bottom:1rem}.part h2{font-size:1.45rem}}
`;

/** A table whose rows become blocks where it would not fit: no page is wider than its screen. */
const TABLES = `
.scroll{overflow-x:auto;-webkit-overflow-scrolling:touch}
.scroll:focus-visible,summary:focus-visible{outline:2px solid var(--calm);outline-offset:3px}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;color:var(--soft);font-size:.84rem;padding:0 0 .5rem}
th,td{padding:.45rem .9rem .45rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
thead th{font-weight:600;color:var(--soft);font-size:.78rem;vertical-align:bottom;border-bottom-color:var(--soft)}
tbody th{font-weight:600;overflow-wrap:anywhere}
tbody th .small,.plainly{font-weight:400}
.number{text-align:right;white-space:nowrap}.number+:not(.number){padding-left:.75rem}
.nowrap{white-space:nowrap}
.middle th,.middle td{vertical-align:middle}
.fit{width:auto}.fit th,.fit td{padding-right:1.75rem}
@media screen and (max-width:46rem){.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stack,.stack tbody,.stack tfoot,.stack tr,.stack td,.stack th{display:block;width:auto;text-align:left;white-space:normal;border:0}
.stack tr{padding:.8rem 0;border-bottom:1px solid var(--line)}.stack tbody tr>*{padding:.12rem 0}
.stack tbody td[data-label]::before{content:attr(data-label);display:inline-block;min-width:7.5rem;margin-right:.5rem;color:var(--soft);font-size:.8rem}
.stack tbody td.number{display:inline-block;margin-right:1.25rem}.stack tbody td.number::before{min-width:0}.stack tbody .number+:not(.number){padding-left:0}
.stack td:empty,.stack .aside{display:none}}
`;

const CHARTS = `
svg{display:block;max-width:100%;height:auto;overflow:visible}
svg text{fill:var(--ink);font-size:12px;font-family:inherit}
svg .soft{fill:var(--soft)}
.chart{width:100%;max-width:46rem}.chart text,.chart text.halo{font-size:12.5px}
.halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.frame{fill:none;stroke:var(--line)}.grid{stroke:var(--line);stroke-width:1}.axis{stroke:var(--soft);stroke-width:1;fill:none}
.t-good{color:var(--good)}.t-bad{color:var(--bad)}.t-hold{color:var(--hold)}.t-calm{color:var(--calm)}.t-other{color:var(--other)}.t-plain{color:var(--soft)}
svg text.t-good{fill:var(--good)}svg text.t-bad{fill:var(--bad)}svg text.t-calm{fill:var(--calm)}svg text.t-other{fill:var(--other)}
@media screen and (max-width:46rem){.chart text,.chart text.halo{font-size:20px}.chart text.level-name{font-size:18.5px}.chart .halo{stroke-width:6px}.chart .fine{display:none}}
@media screen and (max-width:46rem){body>header{padding-top:1.5rem}main,body>header,body>footer{padding-left:1.1rem;padding-right:1.1rem}.part{padding:1.4rem 0}}
`;

const PAPER = `
@page{margin:16mm 14mm}
@media print{:root{--paper:#fff;--panel:#fff;--ink:#000;--soft:#444;--line:#bbb;--fill:#eee;--good:#006b52;--bad:#ad3d00;--hold:#6c5b00;--calm:#0b5c97;--other:#8a3d74;--goodwash:#fff;--badwash:#fff;--holdwash:#fff;--calmwash:#dcebf7;--otherwash:#f6e6f0}
body{font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}main,body>header,body>footer{max-width:none;padding-left:0;padding-right:0}body>header{padding-top:0}
h1{font-size:20pt}.facts{grid-template-columns:repeat(auto-fit,minmax(7rem,1fr))}figure,tr,.card,.facts,.command{break-inside:avoid}h2,h3,.side,thead{break-after:avoid}.scroll{overflow:visible}details:not([open]){display:none}table{font-size:.8rem}th,td,.fit th,.fit td{padding-right:.6rem}}
`;

export const BASE_STYLE = [COLOURS, TEXT, PARTS, TABLES, CHARTS, PAPER].join('');
