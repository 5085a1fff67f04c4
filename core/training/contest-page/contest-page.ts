/** A contest as one page that opens anywhere, from its evidence and decision: who stood, by how much, and why so. */
import { asSentence, counted, dayText, percent } from '../../monitoring/figures.ts';
import { html, type Markup } from '../../monitoring/html.ts';
import { pageFrame } from '../../monitoring/page-frame.ts';
import { commandsSection, shellWord } from '../../monitoring/report/commands.ts';
import { facts, section } from '../../monitoring/report/section.ts';
import { STRIP_STYLE } from '../../monitoring/report/strip-plot.ts';
import type { EvidenceDocument } from '../evidence-document.ts';
import { clausesSection } from './clauses-section.ts';
import { contendersSection } from './contenders-section.ts';
import { contestSentence, outcomeChip, outcomeTone } from './contest-sentence.ts';
import { guardSections } from './guard-sections.ts';
import type { JudgedContest } from './judged-contest.ts';
import { thresholdSection } from './threshold-section.ts';

export function contestPage(judged: JudgedContest): string {
  const { contest, frozen } = judged.document;
  return pageFrame({
    title: `${contest.model}: contest ${contest.contestId} of ${dayText(contest.asOf)}`,
    style: STRIP_STYLE,
    body: html`${head(judged)}
      <main>
        ${contendersSection(judged.document)} ${clausesSection(judged)} ${guardSections(judged.document)}
        ${thresholdSection(judged.document)} ${leftOut(judged.document)} ${provenance(judged.document)}
        ${commands(judged.document)}
      </main>
      <footer>
        <p>
          ${contest.model}, contest ${contest.contestId} as of ${contest.asOf} (UTC), on rows from
          ${dayText(frozen.holdoutStart)} on. Every figure is in the evidence and the decision that are stored
          beside it. This file loads nothing and runs nothing.
        </p>
      </footer>`,
  });
}

function head({ document, decision, cause }: JudgedContest): Markup {
  const { contest, frozen, evidence } = document;
  const lasts = `${dayText(frozen.holdoutStart)} to ${dayText(frozen.holdoutEnd)}, not included`;
  return html`<header>
    <div class="flag ${outcomeTone(decision.outcome)}"></div>
    <p class="eyebrow">Contest of ${contest.model}, asked for by ${cause}</p>
    <h1>${contestSentence(document, decision)}.</h1>
    ${decision.reasons.map((reason) => html`<p class="lead">${asSentence(reason)}</p>`)}
    <p>${outcomeChip(decision.outcome)} <code class="soft">${contest.contestId}</code></p>
    ${facts([
      ['As of', dayText(contest.asOf), 'no row from that day on was used'],
      ['Hold-out', counted(evidence.rows, 'row'), lasts],
      ['Resampled in', counted(evidence.blocks, 'block'), counted(evidence.draws, 'draw')],
      ['Trained on', counted(frozen.trainRows, 'row'), `before ${dayText(frozen.trainEnd)}`],
      ['Data', `${contest.dataset} ${contest.datasetVersion}`, unlabelled(frozen)],
    ])}
  </header>`;
}

function unlabelled({ unlabelledRows, holdoutRows }: EvidenceDocument['frozen']): string {
  if (unlabelledRows === 0) return 'every row had its label';
  return `${percent(unlabelledRows / (unlabelledRows + holdoutRows))} had no label yet`;
}

function leftOut({ excluded, evidence, contest }: EvidenceDocument): Markup | undefined {
  const stands = new Set(evidence.contenders.map(({ contender }) => contender));
  const isAbsent = !stands.has(contest.candidateId);
  if (excluded.length === 0 && !isAbsent) return undefined;
  return section({
    title: 'Who did not stand',
    body: html`<ul class="plain">
      ${isAbsent ? html`<li><strong>${contest.candidateId}</strong>: did not score the hold-out</li>` : undefined}
      ${excluded.map(({ version, reason }) => html`<li><strong>v${version}</strong>: ${reason}</li>`)}
    </ul>`,
  });
}

function provenance({ contest, frozen, contenders, recalibration, evidence }: EvidenceDocument): Markup {
  const entries: readonly (readonly [string, string])[] = [
    ['Model revision', contest.revision],
    ['Data', `${contest.dataset}, version ${contest.datasetVersion}`],
    ['Training rows, SHA-256', frozen.trainSha256],
    ['Hold-out rows, SHA-256', frozen.holdoutSha256],
    ['Order of features, SHA-256', frozen.featuresHash],
    ...contenders.map(
      ({ contender, artifactSha256 }) => [`Model of ${contender}, SHA-256`, artifactSha256] as const,
    ),
    ...(recalibration?.curves ?? []).map(
      ({ contender, sha256 }) => [`Curve of ${contender}, SHA-256`, sha256] as const,
    ),
    ['Image', contest.image],
    ['Seed of the draws', evidence.seed],
  ];
  return section({
    title: 'What it rests on',
    note: 'The same rows, models and seed give the same evidence, byte for byte.',
    body: html`<table class="stack">
      <tbody>
        ${entries.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td><code>${value}</code></td>
            </tr>`,
        )}
      </tbody>
    </table>`,
  });
}

function commands({ contest }: EvidenceDocument): Markup {
  const [id, model] = [shellWord(contest.contestId), shellWord(contest.model)];
  return commandsSection([
    [
      `gyre contest replay ${id}`,
      'Evidence and decision again from the stored scores, compared byte for byte',
    ],
    [`gyre contest show ${id}`, 'Every clause, at the terminal'],
    [`gyre report ${model} --contest ${id}`, 'This page'],
  ]);
}
