/** The clauses of the gate, each with its value against its bound. */
import { counted, figure } from '../../monitoring/figures.ts';
import { html, type Markup } from '../../monitoring/html.ts';
import { chip } from '../../monitoring/report/chip.ts';
import { section } from '../../monitoring/report/section.ts';
import { strip, stripScale } from '../../monitoring/report/strip-plot.ts';
import type { JudgedContest } from './judged-contest.ts';

type Clause = JudgedContest['decision']['clauses'][number];

/** These are met at or above their bound, all others at or below it. */
const AT_LEAST: ReadonlySet<string> = new Set(['holdout', 'comparison', 'slices', 'value']);
/** Is and is not: a bar would say nothing. */
const WITHOUT_SCALE: ReadonlySet<string> = new Set(['finite', 'comparison', 'fairness']);

export function clausesSection({ decision, document }: JudgedContest): Markup {
  const byContender = [...Map.groupBy(decision.clauses, ({ contender }) => contender)].toSorted(
    ([a], [b]) =>
      Number(b === document.contest.candidateId) - Number(a === document.contest.candidateId) ||
      (a < b ? -1 : 1),
  );
  return section({
    title: 'The gate, clause by clause',
    note: 'Shaded: what passes. The line is the bound, the diamond what was found. A clause that does not apply is not there.',
    body: html`${byContender.map(([contender, clauses]) => {
      const failed = clauses.filter(({ passed }) => !passed).length;
      return html`<h3>
          ${contender}:
          ${failed === 0 ? 'passed every clause' : `failed ${counted(failed, 'clause')} of ${clauses.length}`}
        </h3>
        <table class="strips stack middle">
          <tbody>
            ${clauses.map(clauseRow)}
          </tbody>
        </table>`;
    })}`,
  });
}

function clauseRow(clause: Clause): Markup {
  const { name, passed, explanation } = clause;
  return html`<tr>
    <th scope="row" class="nowrap">${chip(passed ? 'good' : 'bad', passed ? '✓ pass' : '✕ fail')} ${name}</th>
    <td class="bullet">${bullet(clause)}</td>
    <td class="small">${explanation}</td>
  </tr>`;
}

function bullet({ name, value, bound, passed }: Clause): Markup | undefined {
  if (WITHOUT_SCALE.has(name) || !Number.isFinite(value) || !isBound(bound)) return undefined;
  // Room beyond the bound, so that both sides of it are seen.
  const scale = stripScale([Math.min(0, value, bound), value, bound * (bound > 0 ? 1.5 : 0.5), bound]);
  const band = AT_LEAST.has(name) ? { from: bound, to: scale.max } : { from: scale.min, to: bound };
  return strip({
    label: `${figure(value)}, bound ${figure(bound)}`,
    scale,
    bands: [band],
    rules: [{ at: bound, isLimit: true }],
    points: [{ at: value, tone: passed ? 'good' : 'bad' }],
  });
}

/** The largest number stands for "no bound". */
function isBound(bound: number): boolean {
  return Number.isFinite(bound) && bound < Number.MAX_VALUE;
}
