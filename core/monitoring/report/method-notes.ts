/** How the verdict came about: thresholds and tests, in words for who has to act on it. */
import { html, type Markup } from '../html.ts';
import type { FeatureVerdict, WindowReport } from '../window-report.ts';

const METHODS: Readonly<Record<FeatureVerdict['thresholdMethod'], string>> = {
  blocks: 'calibrated on blocks of the window’s length inside the training rows',
  halves:
    'calibrated on the two halves of the training days, which are too few for blocks: slow seasons are understated',
  none: 'at the configured minimum: the training rows hold too few days to calibrate on',
};

/** How many thresholds came about in which way. */
export function thresholdLines(features: readonly FeatureVerdict[]): Markup | undefined {
  const lines = (['blocks', 'halves', 'none'] as const).flatMap((method) => {
    const number = features.filter(({ thresholdMethod }) => thresholdMethod === method).length;
    return number === 0 ? [] : [html`<li>${number} of ${features.length}: ${METHODS[method]}</li>`];
  });
  if (lines.length === 0) return undefined;
  return html`<h3>How thresholds were made</h3>
    <ul class="plain">
      ${lines}
    </ul>`;
}

export function methodNotes(kind: WindowReport['kind']): Markup {
  return html`<details>
    <summary>How a verdict comes about</summary>
    ${kind === 'drift' ? driftNotes() : qualityNotes()}
  </details>`;
}

function driftNotes(): Markup {
  return html`<p>
      <strong>Threshold</strong>: the configured minimum, or a multiple of the largest index between one block
      of training days and the rest, whichever is more. So an input that swings from month to month has a
      higher bar than one that does not. <strong>Index</strong>: population stability index over training’s
      tenths and a group for missing values; an effect size that does not grow with rows.
      <strong>Drifted</strong>: index at or above the threshold; only this alarms.
    </p>
    <p>
      <strong>Changed</strong>: significant at 5 % after the correction of Benjamini and Hochberg over all
      inputs, with an effect that is not tiny, below the threshold; reported only. <strong>Tests</strong>: on
      the finest bins, one for each way to change: rank sums for a shift (Wilcoxon, in standard deviations),
      ranks for the spread (Mood), extreme, missing, new and single values by their shares, shares of few
      values together (χ²), any other shape (KS). Their p-values make one; the row names the test that says
      most. <strong>Distances</strong> explain, and decide nothing.
    </p>`;
}

function qualityNotes(): Markup {
  return html`<p>
    Answers of this version joined with their outcomes, the newest days whose labels had time to come. The
    promised value is what the version showed on rows it had not seen, in the contest that put it into
    service. Ratios are of errors: AUC counts by what it lacks to 1.
  </p>`;
}
