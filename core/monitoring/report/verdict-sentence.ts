import { clipped, count, counted, dayText, figure, withDecimals } from '../figures.ts';
import type { Markup } from '../html.ts';
import type { FeatureVerdict, WindowReport } from '../window-report.ts';
import { chip, type Tone } from './chip.ts';

type Status = WindowReport['status'];

const CHIPS: Readonly<Record<Status, readonly [tone: Tone, text: string]>> = {
  stable: ['good', '✓ stable'],
  within: ['good', '✓ within'],
  changed: ['calm', '≈ changed'],
  expected: ['calm', '≈ expected by season'],
  drifted: ['bad', '▲ drifted'],
  breached: ['bad', '▲ breached'],
  'no-data': ['plain', '∅ no data'],
  inconclusive: ['hold', '? inconclusive'],
  'not-configured': ['plain', '– not configured'],
};

export function statusChip(status: Status): Markup {
  return chip(...CHIPS[status]);
}

export function statusTone(status: Status): Tone {
  return CHIPS[status][0];
}

/** The verdict in one sentence, from the report's own figures. */
export function verdictSentence(report: WindowReport): string {
  const { status, reason, features, quality, rows } = report;
  const of = counted(features.length, 'input');
  const drifted = byUrgency(features).filter((feature) => feature.status === 'drifted');
  const [worst] = drifted;
  const changed = features.filter((feature) => feature.status === 'changed').length;
  switch (status) {
    case 'drifted':
      return worst === undefined
        ? `Inputs drifted: ${reason}`
        : `${drifted.length} of ${of} drifted, ${clipped(worst.feature, 80)} most of all: index ${withDecimals(worst.psi, 2)} against a threshold of ${withDecimals(worst.threshold, 2)}`;
    case 'changed':
      return `Nothing drifted; ${changed} of ${of} changed, each below its threshold`;
    case 'expected':
      return `${drifted.length} of ${of} drifted, as this season is known for`;
    case 'stable':
      return `No change: ${of} of ${count(rows)} rows ${features.length === 1 ? 'looks as it' : 'look as they'} did in training`;
    case 'breached':
    case 'within':
      return quality === undefined
        ? `Quality: ${reason}`
        : `${quality.metric} ${figure(quality.value)} since ${dayText(quality.from)} is ${withDecimals(quality.ratio, 2)} times the promised ${figure(quality.promised)}; ${
            status === 'breached' ? 'the limit is' : 'allowed are'
          } ${withDecimals(quality.limit, 2)} times`;
    case 'no-data':
      return `No verdict: ${reason}`;
    case 'inconclusive':
      return `Too little to judge: ${reason}`;
    case 'not-configured':
      return `Not watched: ${reason}`;
  }
}

/** Furthest above its own threshold first. */
export function byUrgency(features: readonly FeatureVerdict[]): readonly FeatureVerdict[] {
  return features.toSorted((a, b) => urgency(b) - urgency(a) || (a.feature < b.feature ? -1 : 1));
}

/** The index in thresholds: 1 and above is drift. 0 where it cannot be said. */
export function urgency({ psi, threshold }: FeatureVerdict): number {
  const ratio = psi / threshold;
  return Number.isFinite(ratio) ? ratio : 0;
}
