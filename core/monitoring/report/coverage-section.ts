/** What was read: captured, met again, not usable, late. */
import { badRecordText } from '../../serving/capture/bad-record.ts';
import { count, counted, percent } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { WindowReport } from '../window-report.ts';
import { chip } from './chip.ts';
import { section } from './section.ts';

export function coverageSection({ kind, coverage: seen, revision }: WindowReport): Markup {
  if (kind === 'quality')
    return section({
      title: 'What was read',
      body: html`<p>
        ${counted(seen.liveRows, 'answer')} of this version with a known outcome, each counted once.
      </p>`,
    });
  const bad = Object.entries(seen.badRecords).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const unusable = bad.reduce((sum, [, number]) => sum + number, 0);
  const all = seen.records + seen.duplicates + unusable;
  const share = (number: number) => (all === 0 ? '–' : percent(number / all));
  return section({
    title: 'What was read',
    note: 'Records of live calls; smoke tests and shadow calls are left out.',
    body: html`<table class="fit">
        <tbody>
          <tr>
            <th scope="row">Captured and counted</th>
            <td class="number">${counted(seen.records, 'record')}</td>
            <td class="number soft">${share(seen.records)}</td>
          </tr>
          <tr>
            <th scope="row">Met again, counted once</th>
            <td class="number">${counted(seen.duplicates, 'record')}</td>
            <td class="number soft">${share(seen.duplicates)}</td>
          </tr>
          ${bad.map(
            ([reason, number]) =>
              html`<tr>
                <th scope="row">Not used: ${reason}${explained(reason)}</th>
                <td class="number">${counted(number, 'record')}</td>
                <td class="number soft">${share(number)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${capturedShare(seen)}
      <p>
        ${counted(seen.liveRows, 'row')} from ${counted(seen.objects, 'capture object')}.
        ${bad.length === 0 ? 'No record was unusable. ' : undefined}${
          revision === 1
            ? 'No row came after the window was first judged.'
            : `Judged ${count(revision)} times: rows came late.`
        }
      </p>`,
  });
}

function explained(reason: string): Markup | undefined {
  const text = badRecordText(reason);
  return text === undefined ? undefined : html`<br /><span class="soft">${text}</span>`;
}

/** Less than this was captured: what the window says is said of some of the calls only. */
const LEAST_CAPTURED = 0.95;

/** Known where somebody looked at the endpoint while the window was open. */
function capturedShare({ answeredRequests, capturedRequests }: WindowReport['coverage']): Markup | undefined {
  if (answeredRequests === undefined || capturedRequests === undefined) return undefined;
  const share = answeredRequests === 0 ? 1 : capturedRequests / answeredRequests;
  const isLow = share < LEAST_CAPTURED;
  return html`<p>
    ${isLow ? chip('hold', '! incomplete') : undefined} The endpoint answered
    ${counted(answeredRequests, 'request')} in this time, of which ${count(capturedRequests)}
    (${percent(share)}) were captured.
  </p>`;
}
