/** Everything that was asked, in order of event time, and what came of it. */
import { counted, dayText } from '#core/monitoring/figures';
import { html, type Markup } from '#core/monitoring/html';
import type { StoryData, StoryDecision } from '../story-data.ts';
import { outcomeChip, signOf } from './outcome-chip.ts';

interface Row extends StoryDecision {
  readonly model: string;
}

export function decisionsOfStory({ models }: StoryData): readonly Row[] {
  return models
    .flatMap(({ model, decisions }) => decisions.map((decision) => ({ ...decision, model })))
    .toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
}

/** What came of all requests, in one sentence. */
export function endingsOf(outcomes: readonly string[]): string {
  if (outcomes.length === 0) return 'Nothing has asked for another model yet';
  const promoted = outcomes.filter((outcome) => outcome === 'promoted').length;
  const restored = outcomes.filter((outcome) => outcome === 'restored').length;
  const endings = [
    ...(promoted === 0 ? [] : [`${promoted} put a new model into service`]),
    ...(restored === 0 ? [] : [`${restored} brought a former one back`]),
  ];
  return `Of ${counted(outcomes.length, 'request')} to retrain, ${endings.length === 0 ? 'none changed what serves' : endings.join(' and ')}`;
}

/** @example tally(['kept', 'kept']) // '2 kept' */
export function tally(outcomes: readonly string[]): string {
  const numbers = new Map<string, number>();
  for (const outcome of outcomes) numbers.set(outcome, (numbers.get(outcome) ?? 0) + 1);
  return [...numbers].map(([outcome, number]) => `${number} ${signOf(outcome).word}`).join(', ');
}

export function decisionTable(story: StoryData): Markup {
  const rows = decisionsOfStory(story);
  if (rows.length === 0) return html`<p>No decision yet: nothing has asked for a contest.</p>`;
  const contests = new Map(
    story.models
      .flatMap((model) => model.contests)
      .map(({ contestId }, index) => [contestId, index] as const),
  );
  return html`<figure>
    <div class="scroll" role="region" aria-label="Table of decisions" tabindex="0">
      <table class="decisions">
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Model</th>
            <th scope="col">Asked by</th>
            <th scope="col">Outcome</th>
            <th scope="col">Because</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => decisionRow(row, contests.get(row.contest ?? '')))}
        </tbody>
      </table>
    </div>
    <figcaption>
      ${counted(rows.length, 'request')}, by day of event time. “Not now” is an answer of the governor, which
      weighs labels, cooldown and budget before anything is trained; every other outcome is one of a contest.
    </figcaption>
  </figure>`;
}

function decisionRow(row: Row, contest: number | undefined): Markup {
  const version = row.modelVersion === null ? undefined : html` <strong>v${row.modelVersion}</strong>`;
  const link =
    contest === undefined ? undefined : html` <a class="nowrap" href="#contest-${contest}">the contest</a>`;
  return html`<tr>
    <th scope="row" class="nowrap">${dayText(row.at)}</th>
    <td>${row.model}</td>
    <td>${row.cause}</td>
    <td class="nowrap">${outcomeChip(row.outcome)}${version}</td>
    <td class="why">${row.why}${link}</td>
  </tr>`;
}

/** On a phone a decision is a block of lines instead of a row. */
export const DECISION_STYLE = `
.decisions .why{min-width:16rem;overflow-wrap:anywhere}.decisions td:nth-child(2),.decisions td:nth-child(3){white-space:nowrap}
@media (max-width:40rem){.decisions thead{display:none}.decisions tr{display:block;padding:.6rem 0;border-bottom:1px solid var(--line)}.decisions th,.decisions td{display:inline-block;border:0;padding:.1rem .6rem .1rem 0}.decisions .why{display:block;min-width:0}}
`;
