import type { Baseline } from '../baseline.ts';
import { type DriftWindow, windowDays } from '../due-work.ts';
import type { DriftRule, DriftVerdict } from '../judge-drift.ts';
import { populationStabilityIndex, sumGroups } from '../psi.ts';
import type { SeasonSection } from '../sections/season.ts';
import type { Sketch } from '../stored-sketch.ts';
import { type SeasonRule, referenceSpans } from './reference-spans.ts';
import { type DatedSketch, type DatedCounts, isWithin, seasonHistory } from './season-history.ts';
import { coveredShare, type HourShares, hourShares, type SeasonCounts, sumHistory } from './sum-history.ts';

export interface SeasonFacts {
  readonly baseline: Baseline;
  readonly window: DriftWindow & {
    readonly rows: Sketch;
    /** What the window was merged from: tells which hours of the week it has. */
    readonly sketches: readonly DatedSketch[];
  };
  /** Sketches of the same version before the window. */
  readonly former: readonly DatedSketch[];
}

/** A stretch of which less is known says little about its season. */
const LEAST_COVERED = 0.5;
/** As for thresholds on training rows: fewer blocks do not show how much blocks differ. */
const LEAST_BLOCKS = 3;

/**
 * A window against what its season is known for: the stability index over the same decile groups as against
 * training, with a threshold of the same kind, max(floor, factor x the worst index between one stretch of the
 * reference and the others). With two stretches these are compared with each other, with one its two halves.
 *
 * Listed are features that differ from training, `expected` where their season explains it and `new` where it does
 * not, and those that only their season shows to be off, as `new`: a thermometer that stands still at the mean.
 * A stretch counts when it has the rows that a window needs, on half of its days or hours at least.
 * All is counted in training's groups: what lies beyond the values of training is in the outer ones, and how it swings
 * there is not seen. Of months of weather judged by a model of one winter some 60 % drift against training and some
 * 10 % are new against two former years; a thermometer that stands still, or changes its unit, is new in 90 % and more.
 *
 * Prefer former-years where there are some, for seasons of the year; hour-of-week for daily and weekly rhythm;
 * trailing where a slow trend is no news, at the price that what broke is forgotten after as many windows.
 */
export function judgeSeason(
  { baseline, window, former }: SeasonFacts,
  season: SeasonRule,
  rule: DriftRule,
  verdict: DriftVerdict,
): SeasonSection {
  const { kind, alarmOn = 'any' } = season;
  const spans = referenceSpans(season, window);
  const history = seasonHistory(baseline, former, spans);
  const hours = kind === 'hour-of-week' ? hourShares(window.sketches) : undefined;
  const blocks = spans
    .map((span) => ({ span, entries: history.filter(({ start }) => isWithin(start, span)) }))
    .filter(
      ({ span, entries }) =>
        sumHistory(entries, hours).rows >= rule.minimumRows &&
        coverage(span, entries, hours) >= LEAST_COVERED,
    )
    .toReversed();
  if (blocks.length === 0) return { kind, status: 'no-history', alarmOn, spans: [], rows: 0, features: [] };
  const reference = sumHistory(
    blocks.flatMap(({ entries }) => entries),
    hours,
  );
  const pairs = contrasts(blocks, hours);
  const places = new Map(baseline.features.map(({ name }, index) => [name, index]));
  const features = verdict.features.flatMap(({ feature, status }) => {
    const place = places.get(feature) ?? -1;
    const own = sumGroups(window.rows.features[place] ?? [], baseline.features[place]?.groups ?? []);
    const psi = populationStabilityIndex(reference.features[place] ?? [], own) ?? 0;
    const worst = pairs.reduce(
      (most, [a, b]) =>
        Math.max(most, populationStabilityIndex(a.features[place] ?? [], b.features[place] ?? []) ?? 0),
      0,
    );
    const threshold = Math.max(rule.minimumThreshold, rule.calibrationFactor * worst);
    const isNew = psi >= threshold;
    if (!isNew && status !== 'drifted' && status !== 'changed') return [];
    return [{ feature, verdict: isNew ? ('new' as const) : ('expected' as const), psi, threshold }];
  });
  return {
    ...{ kind, status: 'compared', alarmOn, rows: reference.rows, features },
    spans: blocks.map(({ span }) => ({ start: span.start, end: span.end })),
  };
}

interface Block {
  readonly span: DriftWindow;
  readonly entries: readonly DatedCounts[];
}

/** What is compared to see how much the reference differs within itself. */
function contrasts(
  blocks: readonly Block[],
  hours: HourShares | undefined,
): readonly (readonly [SeasonCounts, SeasonCounts])[] {
  const sumOf = (some: readonly Block[]) =>
    sumHistory(
      some.flatMap(({ entries }) => entries),
      hours,
    );
  if (blocks.length >= LEAST_BLOCKS)
    return blocks.map((block) => [sumOf(blocks.filter((other) => other !== block)), sumOf([block])]);
  const [first, second] = blocks;
  if (first !== undefined && second !== undefined) return [[sumOf([first]), sumOf([second])]];
  // The two halves of one week have no hour in common.
  if (first === undefined || hours !== undefined) return [];
  const { start, end } = first.span;
  const middle = new Date((Date.parse(start) + Date.parse(end)) / 2).toISOString();
  const half = (from: string, to: string) =>
    sumHistory(first.entries.filter((entry) => isWithin(entry.start, { start: from, end: to })));
  return [[half(start, middle), half(middle, end)]];
}

/** Share of a stretch that is known: of its days, or of the window's hours. */
function coverage(span: DriftWindow, entries: readonly DatedCounts[], hours: HourShares | undefined): number {
  if (hours !== undefined) return coveredShare(entries, hours);
  return new Set(entries.map(({ start }) => start.slice(0, 10))).size / Math.max(1, windowDays(span));
}
