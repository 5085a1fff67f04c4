/** The inputs by impact: those that matter with their picture, all others as a line each. */
import { counted } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { WindowReport } from '../window-report.ts';
import { featureEvidence } from './feature-evidence.ts';
import { featureList } from './feature-list.ts';
import { featureRows } from './feature-rows.ts';
import { byImpact } from './impact.ts';
import { seasonOf } from './season-section.ts';
import { section } from './section.ts';

/** More pictures than this are not looked at, and a page of two thousand inputs must stay one that opens at once. */
const MOST_DRAWN = 40;
/** Where nothing changed, the nearest to their thresholds show how far off they are. */
const LEAST_DRAWN = 3;

export function inputsSection({ kind, features, season, ...report }: WindowReport): Markup | undefined {
  if (kind !== 'drift') return undefined;
  if (features.length === 0)
    return section({ title: 'Inputs', body: html`<p>No input was compared in this window.</p>` });
  // Too few rows say nothing of importance: then the distance alone orders.
  const attribution = report.attribution?.status === 'inconclusive' ? undefined : report.attribution;
  const ranked = byImpact(features, attribution);
  const moved = ranked.filter(({ feature }) => feature.status === 'drifted' || feature.status === 'changed');
  const drawn = ranked.slice(0, Math.min(MOST_DRAWN, Math.max(LEAST_DRAWN, moved.length)));
  const longest = Math.max(...drawn.map(({ ratio }) => ratio));
  const rest = ranked.slice(drawn.length);
  return section({
    title: attribution === undefined ? 'Inputs by distance' : 'Inputs by impact',
    note: html`Bars: stability index divided by the input’s own threshold, on a root scale; the mark is the
    threshold, the band how far training’s own blocks lie apart. Histograms: training’s tenths, lowest left,
    missing rows apart.
    ${attribution === undefined ? undefined : 'Impact is the index times the input’s share of importance.'} A
    seasonal input changes because the season does; the contest decides.`,
    body: html`${featureRows({
      label: 'Table of inputs',
      what: 'Input',
      ranked: drawn,
      longest,
      note: (feature) => seasonOf(season, feature),
    })}
    ${featureEvidence(drawn.map(({ feature }) => feature))}
    ${rest.length === 0 ? undefined : html`<h3>${restTitle(rest.length, moved.length - drawn.length)}</h3>`}
    ${featureList(rest)}`,
  });
}

function restTitle(rest: number, movedToo: number): string {
  return movedToo > 0
    ? `${counted(rest, 'further input')}, of which ${movedToo} changed with less impact`
    : `${counted(rest, 'further input')} that did not change`;
}

export function answersSection({ prediction }: WindowReport): Markup | undefined {
  if (prediction === undefined) return undefined;
  const ranked = byImpact([prediction], undefined);
  return section({
    title: 'What the model answered',
    note: 'The drift of the answers is reported and does not alarm: it has no days of training to calibrate on.',
    body: featureRows({
      label: 'Table of the answers',
      what: 'Answer',
      ranked,
      longest: ranked[0]?.ratio ?? 1,
    }),
  });
}
