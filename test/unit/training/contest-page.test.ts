import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeHtml } from '#core/monitoring/html';
import { contestPage } from '#core/training/contest-page/contest-page';
import type { JudgedContest } from '#core/training/contest-page/judged-contest';
import { decisionDocument } from '#core/training/decision-document';
import { evidenceDocumentSchema } from '#core/training/evidence-document';
import { storedDecisionSchema } from '#core/training/stored-decision';
import { everyText } from '#test/unit/monitoring/support/every-text';
import { HOSTILE_NAMES } from '#test/unit/monitoring/support/hostile-names';
import { expectInert, tagsOf } from '#test/unit/monitoring/support/page-rules';
import { CANDIDATE, plainContest, recalibratedContest, richContest } from './support/sample-contest.ts';

const contests = [plainContest(), richContest()] as const;

function named({ document, decision }: JudgedContest, name: string): JudgedContest {
  return {
    document: everyText(evidenceDocumentSchema, document, name) as JudgedContest['document'],
    decision: everyText(storedDecisionSchema, decision, name) as JudgedContest['decision'],
    cause: name,
  };
}

describe('H-06 hostile names everywhere on the page of a contest', () => {
  const harmless = contests.map((contest) => tagsOf(contestPage(named(contest, 'harmless'))));
  test.each(HOSTILE_NAMES)('%j is text', (name) => {
    contests.forEach((contest, index) => {
      const page = contestPage(named(contest, name));
      expectInert(page);
      expect(tagsOf(page)).toEqual(harmless[index]);
      expect(page).toContain(escapeHtml(name));
    });
  });

  test('so is any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), (name) => {
        expect(tagsOf(contestPage(named(contests[1], name)))).toEqual(harmless[1]);
      }),
      { numRuns: 25 },
    );
  });
});

test('the verdict comes first, then who stood, the gate, and what it rests on', () => {
  const page = contestPage(contests[1]);
  expect(page).toContain(`<h1>${CANDIDATE} takes over: rmse 12.16 is 6.14 below that of v1.</h1>`);
  expect([...page.matchAll(/<h2>([^<]*)/g)].map(([, title]) => title)).toEqual([
    ...['Who stood', 'The gate, clause by clause', 'Slice by slice', 'Groups', 'Calibration'],
    ...['What a row is worth', 'Where to say yes', 'Who did not stand', 'What it rests on', 'Do it again'],
  ]);
  expect(page).toContain('−6.14 [−6.71, −5.54]');
  expect(page).toContain('11.02 (gap 10.40 %)');
  expect(page).toContain('failed 1 clause of 5');
  expect(page).toContain('a'.repeat(64));
  expect(page).toContain('gyre contest replay ct-1a32284d8420f8de');
});

test('a curve that won is told as such, and a better threshold with the line to change', () => {
  const page = contestPage(recalibratedContest());
  expect(page).toContain('<h1>v1-linear takes over: rmse 12.90 is 5.41 below that of v1.</h1>');
  expect(page).toContain('◆ recalibrated');
  expect(page).toContain('v1 through a curve');
  expect(page).toContain('In model.yaml: evaluation.gate.threshold: 0.2');
  expect(page).toContain('9'.repeat(64));
});

test('evidence of the first method has a page of what it holds', () => {
  const page = contestPage(contests[0]);
  expectInert(page);
  expect(page).not.toMatch(/Slice by slice|Calibration|What a row is worth/);
});

test.each([
  ['restored', 'v3', /v3 comes back: rmse 18.02 is 0.290 below that of v1/],
  ['kept', undefined, /v1 stays: nobody of 2 challengers was shown to be better/],
  ['refused', undefined, new RegExp(`${CANDIDATE} is refused; v1 stays`)],
] as const)('%s is told in the sentence at the head', (outcome, winner, expected) => {
  const { decision, ...rest } = contests[0];
  expect(contestPage({ ...rest, decision: { ...decision, outcome, winner } })).toMatch(expected);
});

test('the first contest has nobody to be held against', () => {
  const { document, ...rest } = contests[0];
  const { champion, ...evidence } = document.evidence;
  const alone = evidence.contenders.slice(0, 1).map(({ difference, ...own }) => {
    expect(difference?.opponent).toBe('v1');
    return own;
  });
  const page = contestPage({
    ...rest,
    document: { ...document, evidence: { ...evidence, contenders: alone } },
  });
  expect(champion).toBe('v1');
  expect(page).toContain('takes over as the first champion: rmse 12.16');
  expectInert(page);
});

test('a metric that is no number is a dash; a decision is read as it was stored', () => {
  const { document, decision, cause } = contests[0];
  const none = { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const contenders = document.evidence.contenders.map((own) => ({
    ...own,
    primary: none,
    scoringSeconds: Number.NaN,
  }));
  const clauses = decision.clauses.map((clause) => ({ ...clause, value: Number.NaN }));
  const stored = decisionDocument('ct-1', { ...decision, clauses } as Parameters<typeof decisionDocument>[1]);
  const read = storedDecisionSchema.parse(JSON.parse(stored));
  expect(read.clauses.every(({ value }) => Number.isNaN(value))).toBe(true);
  const page = contestPage({
    document: { ...document, evidence: { ...document.evidence, contenders } },
    decision: read,
    cause,
  });
  expectInert(page);
});

test('the same contest gives the same bytes', () => {
  for (const contest of contests) expect(contestPage(structuredClone(contest))).toBe(contestPage(contest));
});
