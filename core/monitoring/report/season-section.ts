/** How far inputs lie from training, and how far from what their season is known for. */
import { clipped, count, counted, dayText, measured, ratioText } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { SeasonSection } from '../sections/season.ts';
import type { WindowReport } from '../window-report.ts';
import { chip } from './chip.ts';
import { LONGEST_NAME } from './feature-rows.ts';
import { section } from './section.ts';
import { strip, stripScale } from './strip-plot.ts';
import { stripTable } from './strip-table.ts';
import { urgency } from './verdict-sentence.ts';

const KINDS: Readonly<Record<SeasonSection['kind'], string>> = {
  'former-years': 'the same time of former years',
  'hour-of-week': 'the same hours of the week',
  trailing: 'the windows just before',
};
const MOST_FEATURES = 24;

/** What the season says of a feature; nothing where it was not asked. */
export function seasonOf(season: SeasonSection | undefined, feature: string): Markup | undefined {
  const found = season?.features.find((own) => own.feature === feature);
  if (found === undefined) return undefined;
  return found.verdict === 'expected'
    ? chip('plain', 'expected by season')
    : chip('bad', 'new for its season');
}

export function seasonSection({ season, features }: WindowReport): Markup | undefined {
  if (season === undefined) return undefined;
  if (season.status === 'no-history')
    return section({
      title: 'Season',
      body: html`<p>
        The model is declared to be compared with ${KINDS[season.kind]}, which has no rows yet: the comparison
        with training stands alone.
      </p>`,
    });
  const before = new Map(features.map((feature) => [feature.feature, urgency(feature)]));
  const compared = season.features
    .map((own) => ({ ...own, now: own.psi / own.threshold, training: before.get(own.feature) ?? 0 }))
    .toSorted((a, b) => b.now - a.now || (a.feature < b.feature ? -1 : 1));
  const fresh = compared.filter(({ verdict }) => verdict === 'new').length;
  const shown = compared.slice(0, MOST_FEATURES);
  const root = (value: number) => Math.sqrt(Math.max(0, value));
  const scale = stripScale([0, 1.2, ...shown.flatMap(({ now, training }) => [root(now), root(training)])]);
  const spans = season.spans.map(({ start, end }) => `${dayText(start)} to ${dayText(end)}`);
  return section({
    title: 'Season',
    note: html`◯ distance to training, ◆ to its season, in thresholds; the line is the threshold. An input
    left of it with ◆ is what this season is known for.`,
    body: html`<p class="lead">
        ${
          fresh === 0
            ? `All ${counted(compared.length, 'input')} compared look as their season does.`
            : `${counted(fresh, 'input')} of ${compared.length} compared: not even the season explains ${fresh === 1 ? 'it' : 'them'}.`
        }
      </p>
      <p class="soft small">
        Against ${KINDS[season.kind]}: ${count(season.rows)} rows
        ${spans.length === 0 ? undefined : `of ${spans.slice(0, 4).join('; ')}${spans.length > 4 ? ' and more' : ''}`}
      </p>
      ${stripTable({
        columns: ['Input', 'In thresholds', '#Training', '#Season', 'Verdict'],
        rows: shown.map(({ feature, now, training, verdict }) => {
          const tone = verdict === 'new' ? 'bad' : 'plain';
          return html`<tr>
            <th scope="row">${clipped(feature, LONGEST_NAME)}</th>
            <td>
              ${strip({
                label: `${ratioText(training)} thresholds from training, ${ratioText(now)} from its season`,
                scale,
                rules: [{ at: 1, isLimit: true }],
                points: [
                  { at: root(training), tone: 'plain', isHollow: true, isRound: true },
                  { at: root(now), tone },
                ],
              })}
            </td>
            <td class="number" data-label="Training">${ratioText(training)}</td>
            <td class="number" data-label="Season">${ratioText(now)}</td>
            <td>${verdict === 'new' ? chip('bad', '▲ new') : chip('plain', '✓ expected')}</td>
          </tr>`;
        }),
        scale,
        tickText: (value) => measured(value * value),
      })}
      ${
        compared.length > shown.length
          ? html`<p class="note">${compared.length - shown.length} more lie nearer to their season.</p>`
          : undefined
      }`,
  });
}
