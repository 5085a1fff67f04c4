/** Whether the features changed together, in ways that no single one shows. */
import { clipped, count, counted, figure, percent, withDecimals } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { MultivariateSection } from '../sections/multivariate.ts';
import { chip, type Tone } from './chip.ts';
import { section } from './section.ts';
import { type Strip, strip, stripScale } from './strip-plot.ts';
import { stripTable } from './strip-table.ts';

const STATUS: Readonly<Record<string, readonly [tone: Tone, text: string]>> = {
  within: ['good', '✓ as in training'],
  alike: ['good', '✓ cannot tell them apart'],
  outside: ['calm', '≈ beyond training’s blocks'],
  different: ['calm', '≈ tells them apart'],
  inconclusive: ['hold', '? not enough to tell'],
};
/** More names than this do not tell more. */
const MOST_TELLING = 8;

export function multivariateSection(multivariate: MultivariateSection): Markup | undefined {
  const rows = [reconstruction(multivariate), domain(multivariate), outliers(multivariate)];
  if (rows.every((row) => row === undefined)) return undefined;
  return section({
    title: 'Features together',
    note: 'Each feature may look as before while their combinations do not. Reported; it does not alarm. Band: where blocks of training of the window’s length lie; with fewer than three of them nothing is concluded.',
    body: stripTable({ columns: ['Question', 'Found', '', 'Verdict'], rows }),
  });
}

function line(facts: {
  readonly question: string;
  readonly more: string;
  readonly drawn: Strip;
  readonly found: string;
  readonly status: string | undefined;
}): Markup {
  const [tone, text] = STATUS[facts.status ?? ''] ?? ['plain', ''];
  return html`<tr>
    <th scope="row">
      ${facts.question}
      <div class="soft small plainly">${facts.more}</div>
    </th>
    <td class="small nowrap">${facts.found}</td>
    <td>${strip(facts.drawn)}</td>
    <td>${facts.status === undefined ? undefined : chip(tone, text)}</td>
  </tr>`;
}

function reconstruction({ reconstruction: found }: MultivariateSection): Markup | undefined {
  if (found === undefined) return undefined;
  const { components, meanBefore, meanNow, noiseLow, noiseHigh, status } = found;
  return line({
    question: 'Do they go together as before?',
    more: `error of ${counted(components, 'main component')}`,
    found: `${figure(meanBefore)} → ${figure(meanNow)}`,
    drawn: {
      label: `reconstruction error ${figure(meanNow)}, between blocks of training ${figure(noiseLow)} to ${figure(noiseHigh)}`,
      scale: stripScale([meanBefore, meanNow, noiseLow, noiseHigh]),
      bands: [{ from: noiseLow, to: noiseHigh }],
      rules: [{ at: meanBefore }],
      points: [
        { at: meanNow, tone: status === 'outside' ? 'calm' : 'plain', isHollow: status !== 'outside' },
      ],
    },
    status,
  });
}

function domain({ domain: found }: MultivariateSection): Markup | undefined {
  if (found === undefined) return undefined;
  const { auc, low, high, status, telling, rowsBefore, rowsNow, limit } = found;
  const names = telling.slice(0, MOST_TELLING).map((name) => clipped(name, 40));
  const tone = status === 'different' ? 'calm' : 'plain';
  return line({
    question: 'Can a classifier tell them apart?',
    more:
      names.length === 0
        ? `${count(rowsBefore)} rows against ${count(rowsNow)}`
        : `by ${names.join(', ')}; ${count(rowsBefore)} rows against ${count(rowsNow)}`,
    found: `AUC ${withDecimals(auc, 3)} [${withDecimals(low, 3)}, ${withDecimals(high, 3)}]`,
    drawn: {
      label: `area under the curve ${withDecimals(auc, 3)}, 0.5 is a coin`,
      scale: stripScale([0.5, 1, auc, low, high]),
      bands: limit === undefined ? [] : [{ from: 0.5, to: limit }],
      rules: [{ at: 0.5 }],
      intervals: [{ low, high, tone }],
      points: [{ at: auc, tone, isHollow: status !== 'different' }],
    },
    status,
  });
}

function outliers({ outliers: found }: MultivariateSection): Markup | undefined {
  if (found === undefined) return undefined;
  const { shareBefore, shareNow, low, high, rows } = found;
  const isMore = low > shareBefore;
  return line({
    question: 'Are there rows unlike any before?',
    more: `further out than 99 % of training’s; ${count(rows)} rows`,
    found: `${percent(shareBefore)} → ${percent(shareNow)}`,
    drawn: {
      label: `share of outliers ${percent(shareNow)}, ${percent(shareBefore)} in training`,
      scale: stripScale([0, shareBefore, shareNow, low, high]),
      rules: [{ at: shareBefore }],
      intervals: [{ low, high, tone: isMore ? 'calm' : 'plain' }],
      points: [{ at: shareNow, tone: isMore ? 'calm' : 'plain', isHollow: !isMore }],
    },
    status: undefined,
  });
}
