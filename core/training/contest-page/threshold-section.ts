/** What rows are worth when answers are drawn at another threshold: told, and for a person to set. */
import { counted, figure, pValue, signedInterval, withInterval } from '../../monitoring/figures.ts';
import { html, type Markup } from '../../monitoring/html.ts';
import { section } from '../../monitoring/report/section.ts';
import { strip, stripScale } from '../../monitoring/report/strip-plot.ts';
import { stripTable } from '../../monitoring/report/strip-table.ts';
import type { EvidenceDocument } from '../evidence-document.ts';
import { thresholdAdvice } from '../recalibration/threshold-advice.ts';

export function thresholdSection({ recalibration, evidence }: EvidenceDocument): Markup | undefined {
  const threshold = recalibration?.threshold;
  if (recalibration === undefined || threshold === undefined) return undefined;
  const { configured, best, atConfigured, atBest, difference } = threshold;
  const scale = stripScale([0, atConfigured.low, atConfigured.high, atBest.low, atBest.high]);
  const rows = [
    { name: 'as configured', at: configured, worth: atConfigured },
    { name: 'best before the hold-out', at: best, worth: atBest },
  ];
  return section({
    title: 'Where to say yes',
    note: `${evidence.champion ?? 'The champion'} answered ${counted(recalibration.rows, 'row')} before the hold-out; the threshold at which those were worth most, on the hold-out, by the cost matrix of the policy. It wins nothing: who asks draws the line.`,
    body: html`${stripTable({
        columns: ['Yes from', 'Value of a row', 'Value [95 %]'],
        rows: rows.map(
          ({ name, at, worth }) =>
            html`<tr>
              <th scope="row">
                ${figure(at)}
                <div class="soft small">${name}</div>
              </th>
              <td>
                ${strip({
                  label: withInterval(worth),
                  scale,
                  rules: [{ at: 0 }],
                  intervals: [{ ...worth, tone: 'calm' }],
                  points: [{ at: worth.value, tone: 'calm' }],
                })}
              </td>
              <td class="nowrap" data-label="Value">${withInterval(worth)}</td>
            </tr>`,
        ),
        scale,
      })}
      <p class="note">
        Difference ${signedInterval(difference)}, p ${pValue(difference.pValue)}.
        ${thresholdAdvice(threshold)}
      </p>`,
  });
}
