import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { StoryData } from '#cli/demo/story-data';
import { storyPage } from '#cli/demo/story-page';
import { dayText } from '#core/monitoring/figures';
import { escapeHtml } from '#core/monitoring/html';
import { HOSTILE_NAMES } from '../monitoring/support/hostile-names.ts';
import { expectInert, tagsOf } from '../monitoring/support/page-rules.ts';

const fixture = new URL('../../fixtures/story-sample.json', import.meta.url);
const sample = JSON.parse(readFileSync(fixture, 'utf8')) as StoryData;

/** The sample with one text in all places that hold a name or a sentence. */
function named(name: string): StoryData {
  const [model] = sample.models;
  const [contest] = model!.contests.slice(1);
  return {
    ...sample,
    project: name,
    generatedAt: name,
    models: [
      {
        ...{ model: name, problem: name, metric: name, weeks: model!.weeks, serving: model!.serving },
        drift: model!.drift.map((cell) => ({ ...cell, feature: `${name}${cell.feature}` })),
        contests: [
          {
            ...{ ...contest!, contestId: name, cause: name, metric: name },
            contenders: contest!.contenders.map((contender) => ({
              ...contender,
              contender: name,
              note: name,
            })),
            clauses: [{ clause: name, verdict: 'fail', text: name }],
          },
        ],
        decisions: [
          { at: '2013-06-01', cause: name, outcome: name, modelVersion: 2, contest: name, why: name },
          { at: `3${name}`, cause: name, outcome: 'kept', modelVersion: null, contest: null, why: name },
        ],
      },
    ],
    alarms: { published: 1, started: 1, links: [{ link: name, ok: false, evidence: name }] },
    ledger: {
      ...sample.ledger,
      recent: [{ chain: name, seq: 1, type: name, asOf: name, actor: name, hash: name }],
    },
    speed: [{ what: name, value: name }],
  };
}

describe('H-06 hostile names on the page of the story', () => {
  const harmless = tagsOf(storyPage(named('harmless')));
  test.each(HOSTILE_NAMES)('%j is text', (name) => {
    const page = storyPage(named(name));
    expectInert(page);
    expect(tagsOf(page)).toEqual(harmless);
    expect(page).toContain(`<th scope="row">${escapeHtml(name)}</th>`);
  });
});

test('every decision is on the page with its day, outcome, version and reason', () => {
  const page = storyPage(sample).replace(/\s+/g, ' ');
  const rows = [...page.matchAll(/<tr> <th scope="row" class="nowrap">.*?<\/tr>/g)].map(([row]) => row);
  const decisions = sample.models.flatMap((model) =>
    model.decisions.map((one) => ({ ...one, model: model.model })),
  );
  expect(rows).toHaveLength(decisions.length);
  for (const { model, at, outcome, modelVersion, why } of decisions) {
    const found = rows.filter((row) => row.includes(`>${dayText(at)}<`) && row.includes(`<td>${model}</td>`));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(outcome.replace('-', ' '));
    expect(found[0]).toContain(escapeHtml(why));
    if (modelVersion !== null) expect(found[0]).toContain(`<strong>v${modelVersion}</strong>`);
  }
});

test('every contest of a decision can be reached from it', () => {
  const page = storyPage(sample);
  const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, target]) => target);
  expect(targets).toHaveLength(5);
  for (const target of targets) expect(page).toContain(`id="${target}"`);
  expect(new Set(targets).size).toBe(5);
});

test('the headline counts what the decisions say', () => {
  expect(storyPage(sample)).toContain(
    'Of 8 requests to retrain, 4 put a new model into service and 1 brought a former one back',
  );
  const kept = { ...sample.models[0]!, decisions: [{ ...sample.models[0]!.decisions[0]!, outcome: 'kept' }] };
  expect(storyPage({ ...sample, models: [kept] })).toContain(
    'Of 1 request to retrain, none changed what serves',
  );
});

test('rows that differ are said to be missing, and a broken chain broken', () => {
  const page = storyPage({
    ...sample,
    rows: { ...sample.rows, joined: 5 },
    ledger: { ...sample.ledger, verified: false },
    alarms: { published: 0, started: 0, links: [{ link: 'topic to queue', ok: false, evidence: 'none' }] },
  });
  for (const text of ['Rows are missing', '≠', '✕ not equal', '✕ broken', 'chain BROKEN'])
    expect(page).toContain(text);
  expect(page).not.toContain('No row was lost');
});

test('the same story gives the same page', () => {
  expect(storyPage(sample)).toBe(storyPage(structuredClone(sample)));
});

test('a story without anything has a page', () => {
  const nothing: StoryData = {
    ...{ project: 'flights', generatedAt: '', seconds: Number.NaN, models: [], speed: [] },
    rows: { sent: 0, captured: 0, sketched: 0, joined: 0 },
    alarms: { published: 0, started: 0, links: [] },
    ledger: { verified: false, events: 0, checkpoints: 0, recent: [] },
  };
  expectInert(storyPage(nothing));
  const lists = { weeks: [], drift: [], serving: [], contests: [], decisions: [] };
  expectInert(
    storyPage({
      ...nothing,
      models: [{ model: 'air-time', problem: 'regression', metric: 'rmse', ...lists }],
    }),
  );
});

test('numbers that are none are dashes and break no drawing', () => {
  const [model] = sample.models;
  for (const none of [null, Number.NaN]) {
    const hollow = {
      ...model!,
      weeks: model!.weeks.map((week, index) => ({
        ...week,
        value: index === 3 ? none : 9,
        promised: none,
        bias: none,
      })),
      drift: model!.drift.map((cell) => ({ ...cell, psi: none, threshold: none, drifted: false })),
      contests: model!.contests.map((contest) => ({
        ...contest,
        contenders: contest.contenders.map((one) => ({
          ...one,
          value: none,
          difference: 1,
          low: none,
          high: none,
          pValue: none,
        })),
      })),
    };
    const page = storyPage({ ...sample, models: [hollow] });
    expectInert(page);
    expect(page).toContain('+1.00 [–, –]');
    expect(page).toContain('<td class="number">–</td>');
    expect(page).toMatch(/<td class="heat-0">\s*<span class="fine">–<\/span>\s*<\/td>/);
  }
});
