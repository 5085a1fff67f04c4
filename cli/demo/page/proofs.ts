/** That nothing was lost on the way, that alarms arrive, and that the history is whole. */
import { count, counted, dayText } from '#core/monitoring/figures';
import { html, type Markup } from '#core/monitoring/html';
import type { StoryData } from '../story-data.ts';

const ROWS = ['sent', 'captured', 'sketched', 'joined'] as const;

export function rowsProof({ rows }: StoryData): Markup {
  const isWhole = ROWS.every((stage) => rows[stage] === rows.sent);
  return html`<h2>${isWhole ? 'No row was lost' : 'Rows are missing'}</h2>
    <p>
      ${isWhole ? html`<span class="chip good">✓ equal</span>` : html`<span class="chip bad">✕ not equal</span>`}
      Rows counted by their ids, each once, after the last label had come.
    </p>
    <ol class="stages">
      ${ROWS.map((stage, index) => {
        const sign = index === 0 ? '' : rows[stage] === rows.sent ? '=' : '≠';
        return html`<li>
          ${sign === '' ? undefined : html`<span class="sign">${sign}</span>`}
          <span><b>${count(rows[stage])}</b> ${stage}</span>
        </li>`;
      })}
    </ol>`;
}

export function alarmProof({ alarms }: StoryData): Markup {
  const { published, started, links } = alarms;
  return html`<p>
      ${published === 0 ? 'No burst of notifications was played.' : `${counted(published, 'notification')} of one cause were published at once; ${counted(started, 'contest')} started for them.`}
    </p>
    ${
      links.length === 0
        ? html`<p class="soft">No link was looked at.</p>`
        : html`<ol class="links">
            ${links.map(
              ({ link, ok, evidence }) =>
                html`<li>
                  <span class="chip ${ok ? 'good' : 'bad'}">${ok ? '✓ works' : '✕ broken'}</span>
                  <strong>${link}</strong> <span class="soft">${evidence}</span>
                </li>`,
            )}
          </ol>`
    }`;
}

export function ledgerProof({ ledger }: StoryData): Markup {
  const { verified, events, checkpoints, recent } = ledger;
  return html`<p>
      <span class="chip ${verified ? 'good' : 'bad'}">${verified ? '✓ intact' : '✕ broken'}</span>
      ${counted(events, 'event')}, each holding the hash of the one before;
      ${counted(checkpoints, 'signed checkpoint')}.
    </p>
    ${recent.length === 0 ? html`<p class="soft">The ledger is empty.</p>` : eventTable(recent)}`;
}

function eventTable(recent: StoryData['ledger']['recent']): Markup {
  return html`<figure>
    <div class="scroll" role="region" aria-label="Newest events of the ledger" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Chain</th>
            <th scope="col" class="number">Seq</th>
            <th scope="col">Event</th>
            <th scope="col">As of</th>
            <th scope="col">Actor</th>
            <th scope="col">Hash</th>
          </tr>
        </thead>
        <tbody>
          ${recent.map(
            ({ chain, seq, type, asOf, actor, hash }) =>
              html`<tr>
                <td>${chain}</td>
                <td class="number">${seq}</td>
                <th scope="row">${type}</th>
                <td class="nowrap">${dayText(asOf)}</td>
                <td>${actor}</td>
                <td class="nowrap"><code>${hash.slice(0, 12)}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <figcaption>
      The newest events; hashes shortened. <code>gyre ledger verify</code> checks all of them again.
    </figcaption>
  </figure>`;
}

export function speedTable({ speed }: StoryData): Markup | undefined {
  if (speed.length === 0) return undefined;
  return html`<h2>How long things took</h2>
    <dl class="facts">
      ${speed.map(
        ({ what, value }) =>
          html`<div>
            <dt>${what}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`;
}

export const PROOF_STYLE = `
.stages{list-style:none;padding:0;margin:1rem 0;display:flex;flex-wrap:wrap;gap:.25rem .9rem;font-size:1.05rem}
.stages li{display:flex;gap:.9rem;align-items:baseline}.stages b{font-size:1.5rem}.stages .sign{font-size:1.5rem;color:var(--soft)}
.links{padding-left:1.4rem}.links li{padding:.25rem 0;overflow-wrap:anywhere}
`;
