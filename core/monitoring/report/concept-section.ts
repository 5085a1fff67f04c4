/** Did the inputs change, or what they mean? The answer first, then what it rests on. */
import { asSentence, count, dayText, figure, withInterval } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { ConceptSection } from '../sections/concept.ts';
import { chip, type Tone } from './chip.ts';
import { reliabilityDiagram } from './reliability-diagram.ts';
import { section } from './section.ts';
import { strip, stripAxis, stripScale } from './strip-plot.ts';
import { figureTable, stripTable } from './strip-table.ts';

const CAUSES: Readonly<Record<ConceptSection['cause'], readonly [tone: Tone, text: string]>> = {
  neither: ['good', '✓ neither'],
  covariate: ['calm', '→ the inputs moved'],
  concept: ['bad', '▲ their meaning changed'],
  both: ['bad', '▲ inputs and meaning'],
  unknown: ['plain', '? cannot be told'],
};
const DETECTORS: Readonly<Record<ConceptSection['detectors'][number]['detector'], string>> = {
  'page-hinkley': 'Page-Hinkley',
  ddm: 'DDM',
  eddm: 'EDDM',
  adwin: 'ADWIN',
  kswin: 'KSWIN',
};
const SAID: Readonly<
  Record<ConceptSection['detectors'][number]['status'], readonly [tone: Tone, text: string]>
> = {
  stable: ['good', '✓ stable'],
  warning: ['hold', '! warning'],
  detected: ['bad', '▲ detected'],
  'not-applicable': ['plain', '– not applicable'],
};

export function conceptSection(concept: ConceptSection): Markup {
  const [tone, text] = CAUSES[concept.cause];
  return section({
    title: 'Inputs, or their meaning?',
    note: 'Covariate shift: inputs moved and errors follow them. Concept drift: errors grew with inputs as they were. Needs labels.',
    body: html`<p class="cause">${asSentence(concept.sentence)}</p>
      <p>${chip(tone, text)}</p>
      ${errors(concept)} ${residuals(concept)} ${calibration(concept)} ${detectors(concept)}`,
  });
}

/** Expected: what the errors would be if only the inputs had moved. Between both lies the answer. */
function errors({ errors: found }: ConceptSection): Markup | undefined {
  if (found === undefined) return undefined;
  const { metric, before, expected, now, low, high, status } = found;
  const scale = stripScale([before, expected ?? before, now, low, high]);
  const tone = ERRORS[status][0];
  const [beforeText, expectedText] = [figure(before), figure(expected)];
  return html`<h3>${metric}: promised, expected of these inputs, and as it came</h3>
    ${stripTable({
      columns: ['', '◯ hold-out ● expected ◆ came', '#Hold-out', '#Expected', 'Came', 'Verdict'],
      rows: [
        html`<tr>
          <th scope="row">${metric}</th>
          <td>
            ${strip({
              label: `${beforeText} in the hold-out, ${expectedText} expected, ${figure(now)} now`,
              scale,
              intervals: [{ low, high, tone }],
              points: [
                { at: before, tone: 'good', isHollow: true, isRound: true },
                ...(expected === null ? [] : [{ at: expected, tone: 'other', isRound: true } as const]),
                { at: now, tone },
              ],
            })}
          </td>
          <td class="number" data-label="Hold-out">${beforeText}</td>
          <td class="number" data-label="Expected">${expectedText}</td>
          <td class="nowrap" data-label="Came">${withInterval({ value: now, low, high })}</td>
          <td>${chip(...ERRORS[status])}</td>
        </tr>`,
      ],
      scale,
    })}
    ${expected === null ? html`<p class="note">No expectation: too many answers lie beyond those of the hold-out.</p>` : undefined}`;
}

const ERRORS: Readonly<
  Record<NonNullable<ConceptSection['errors']>['status'], readonly [tone: Tone, text: string]>
> = {
  kept: ['good', '✓ kept'],
  rose: ['bad', '▲ rose'],
  fell: ['calm', '↓ fell'],
  inconclusive: ['hold', '? not enough to tell'],
};

function residuals({ residuals: found }: ConceptSection): Markup | undefined {
  if (found === undefined) return undefined;
  const { meanBefore, meanNow, low, high, status } = found;
  const scale = stripScale([meanBefore, meanNow, low, high, 0]);
  const tone = status === 'moved' ? 'bad' : status === 'stable' ? 'good' : 'plain';
  return html`<h3>Mean error, prediction less outcome</h3>
    <table class="strips stack middle fit">
      <tbody>
        <tr>
          <th scope="row">this window</th>
          <td>
            ${strip({
              label: `mean error ${withInterval({ value: meanNow, low, high })}, ${figure(meanBefore)} on the hold-out`,
              scale,
              rules: [{ at: 0 }, { at: meanBefore, isLimit: true }],
              intervals: [{ low, high, tone }],
              points: [{ at: meanNow, tone, isHollow: status !== 'moved' }],
            })}
          </td>
          <td class="nowrap">${withInterval({ value: meanNow, low, high })}</td>
          <td>${chip(status === 'moved' ? 'bad' : status === 'stable' ? 'good' : 'hold', MOVED[status])}</td>
        </tr>
      </tbody>
      <tfoot>
        <tr>
          <td></td>
          <td>${stripAxis(scale)}</td>
        </tr>
      </tfoot>
    </table>
    <p class="note">Solid: ${figure(meanBefore)} on the contest’s hold-out. Dashed: zero.</p>`;
}

const MOVED = { moved: '▲ moved', stable: '✓ as it was', inconclusive: '? not enough to tell' } as const;

function calibration({ calibration: buckets }: ConceptSection): Markup | undefined {
  if (buckets.length === 0) return undefined;
  return html`<h3>What was predicted, and what came</h3>
    ${reliabilityDiagram(buckets)}`;
}

function detectors({ detectors: asked }: ConceptSection): Markup | undefined {
  if (asked.length === 0) return undefined;
  return html`<h3>Detectors on the stream of errors</h3>
    ${figureTable({
      columns: ['Detector', 'Says', 'Since', '#Rows'],
      rows: asked.map(({ detector, status, since, rows }) => {
        const [tone, text] = SAID[status];
        return html`<tr>
          <th scope="row">${DETECTORS[detector]}</th>
          <td>${chip(tone, text)}</td>
          <td data-label="Since">${dayText(since)}</td>
          <td class="number" data-label="Rows">${count(rows)}</td>
        </tr>`;
      }),
    })}`;
}
