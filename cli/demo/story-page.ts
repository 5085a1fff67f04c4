/** The demo's year as one page that opens anywhere: no script, nothing fetched, every figure read back. */
import { count, counted, dayText, figure } from '#core/monitoring/figures';
import { html, type Markup } from '#core/monitoring/html';
import { pageFrame } from '#core/monitoring/page-frame';
import { HEAT_STYLE } from '#core/monitoring/report/heat-strip';
import { CONTEST_STYLE, contestPlot } from './page/contest-plot.ts';
import { DECISION_STYLE, decisionsOfStory, decisionTable, endingsOf, tally } from './page/decision-table.ts';
import { driftHeat } from './page/drift-heat.ts';
import { alarmProof, ledgerProof, PROOF_STYLE, rowsProof, speedTable } from './page/proofs.ts';
import { WEEK_STYLE, weekChart } from './page/week-chart.ts';
import type { StoryData, StoryModel } from './story-data.ts';

const STYLE = 'a{color:var(--calm)}';
const CHANGES = new Set(['promoted', 'recalibrated', 'restored']);

export function storyPage(story: StoryData): string {
  return pageFrame({
    title: `${story.project}: the story of a year`,
    style: STYLE + DECISION_STYLE + WEEK_STYLE + HEAT_STYLE + CONTEST_STYLE + PROOF_STYLE,
    body: html`${hero(story)}
      <main>
        <h2>What was decided</h2>
        ${decisionTable(story)} ${chapters(story)} ${rowsProof(story)}
        <h2>From alarm to contest</h2>
        ${alarmProof(story)}
        <h2>The ledger</h2>
        ${ledgerProof(story)} ${speedTable(story)}
      </main>
      <footer>
        <p>
          Made ${story.generatedAt} (UTC) by a replay of ${figure(story.seconds)} seconds on this machine.
          Days are days of event time, UTC. This file loads nothing and runs nothing.
        </p>
      </footer>`,
  });
}

function hero(story: StoryData): Markup {
  const { project, models, rows, ledger } = story;
  const outcomes = decisionsOfStory(story).map(({ outcome }) => outcome);
  const changes = outcomes.filter((outcome) => CHANGES.has(outcome)).length;
  const weeks = models.flatMap((model) => model.weeks.map(({ week }) => week)).sort();
  const [first, last] = [weeks[0], weeks.at(-1)];
  const span =
    first === undefined || last === undefined
      ? ''
      : `, from ${dayText(first)} to the week of ${dayText(last)}`;
  const contests = models.reduce((sum, model) => sum + model.contests.length, 0);
  return html`<header>
    <p class="eyebrow">${project}</p>
    <h1>${endingsOf(outcomes)}.</h1>
    <p class="lead">
      ${counted(models.length, 'model')}${span}. ${outcomes.length === 0 ? '' : `${tally(outcomes)}.`} Drift
      and quality ask, the governor may say “not now”, and a contest on rows that nobody has seen decides.
    </p>
    <dl class="facts">
      ${fact('Rows answered', count(rows.sent), rows.joined === rows.sent ? 'all joined with their outcome' : `${count(rows.joined)} joined with their outcome`)}
      ${fact('Requests', count(outcomes.length), `${counted(contests, 'contest')} held`)}
      ${fact('Changes of champion', count(changes), 'promoted or restored')}
      ${fact('Ledger', counted(ledger.events, 'event'), ledger.verified ? 'chain intact' : 'chain BROKEN')}
    </dl>
  </header>`;
}

function fact(name: string, value: string, more: string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}<small>${more}</small></dd>
  </div>`;
}

function chapters({ models }: StoryData): readonly Markup[] {
  let anchor = 0;
  return models.map((model) => {
    const first = anchor;
    anchor += model.contests.length;
    return chapter(model, first);
  });
}

/** @param first anchor of the model's first contest, counted over all models */
function chapter(model: StoryModel, first: number): Markup {
  const { problem, contests } = model;
  return html`<h2>${model.model} <span class="soft">${problem}</span></h2>
    <h3>Quality by week</h3>
    ${weekChart(model)}
    <h3>Drift by window</h3>
    ${driftHeat(model)}
    <h3>Contests</h3>
    ${
      contests.length === 0
        ? html`<p>No contest was held.</p>`
        : contests.map((contest, index) => contestPlot(contest, first + index))
    }`;
}
