/** How the verdict came about: thresholds and tests, in words for who has to act on it. */
import { html, type Markup } from '../html.ts';
import type { FeatureVerdict, WindowReport } from '../window-report.ts';

const METHODS: Readonly<Record<FeatureVerdict['thresholdMethod'], string>> = {
  blocks: 'calibrated on blocks of the window’s length inside the training rows',
  halves:
    'calibrated on the two halves of the training days, which are too few for blocks: slow seasons are understated',
  none: 'at the configured minimum: the training rows hold too few days to calibrate on',
};

export function methodNotes(report: WindowReport): Markup {
  return report.kind === 'drift' ? driftNotes(report.features) : qualityNotes();
}

function driftNotes(features: readonly FeatureVerdict[]): Markup {
  const lines = (['blocks', 'halves', 'none'] as const).flatMap((method) => {
    const number = features.filter(({ thresholdMethod }) => thresholdMethod === method).length;
    return number === 0 ? [] : [html`<li>${number} of ${features.length}: ${METHODS[method]}</li>`];
  });
  return html`<h2>How thresholds were made</h2>
    <p>
      A threshold is the configured minimum, or a multiple of the largest index between one block of training
      days and the rest, whichever is more. So an input that swings from month to month has a higher bar than
      one that does not.
    </p>
    <ul class="plain">
      ${lines}
    </ul>
    <h2>Methods</h2>
    <p>
      <strong>Index</strong>: population stability index over training’s tenths and a group for missing
      values; an effect size that does not grow with rows. <strong>Drifted</strong>: index at or above the
      threshold; only this alarms. <strong>Changed</strong>: significant at 5 % after the correction of
      Benjamini and Hochberg over all inputs, with an effect that is not tiny, below the threshold; reported
      only. <strong>Tests</strong>: on the finest bins, one for each way to change: rank sums for a shift
      (Wilcoxon, in standard deviations), ranks for the spread (Mood), extreme, missing, new and single values
      by their shares, shares of few values together (χ²), any other shape (KS). Their p-values make one; the
      table names the test that says most.
    </p>`;
}

function qualityNotes(): Markup {
  return html`<h2>Methods</h2>
    <p>
      Answers of this version joined with their outcomes, the newest days whose labels had time to come. The
      promised value is what the version showed on rows it had not seen, in the contest that put it into
      service. Ratios are of errors: AUC counts by what it lacks to 1.
    </p>`;
}
