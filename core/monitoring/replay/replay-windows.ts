import type { CompiledModel } from '../../config/compiled-model.ts';
import type { Baseline } from '../baseline.ts';
import { isDriftConfirmed } from '../confirm-drift.ts';
import { driftRule } from '../drift-rule.ts';
import { judgeDrift } from '../judge-drift.ts';
import type { WindowItem } from '../monitoring-records.ts';
import { explainedBy, withSeason } from '../season/alarm-on.ts';
import { judgeSeason } from '../season/judge-season.ts';
import { type DatedSketch, distinctSketches } from '../season/season-history.ts';
import { addSketch, emptySketch } from '../sketch.ts';
import type { FeatureVerdict, WindowReport } from '../window-report.ts';
import type { ReplayedVerdict } from './replayed-verdict.ts';

/** A judged window with all that was stored of it. */
export interface StoredWindow {
  readonly item: WindowItem;
  readonly report: WindowReport;
  readonly baseline: Baseline;
  readonly sketches: readonly DatedSketch[];
  /** Of the stretches that the policy's season is made of; empty without one. */
  readonly former: readonly DatedSketch[];
}

/** What of a model's configuration decides on a window. */
export type WindowPolicy = Pick<CompiledModel, 'monitoring' | 'serving'>;

export interface ReplayedWindow extends ReplayedVerdict {
  readonly kind: 'drift';
  /** Of the report, and of the sketches now: others when some came late or an object was doubled. */
  readonly rows: { readonly happened: number; readonly replayed: number };
}

/**
 * What another policy would have said of windows that were judged: from their sketches and baselines alone, by
 * today's method. Whether drift is confirmed goes by the replayed verdicts, and by `before` for the windows that are
 * not replayed.
 * @param windows the newest revision of each, any order
 */
export function replayWindows(
  windows: readonly StoredWindow[],
  policy: WindowPolicy,
  before: readonly WindowItem[] = [],
): readonly ReplayedWindow[] {
  const judged: Pick<WindowItem, 'start' | 'version' | 'revision' | 'status'>[] = [...before];
  return windows
    .toSorted((a, b) => (a.item.start < b.item.start ? -1 : a.item.start > b.item.start ? 1 : 0))
    .map((stored) => {
      const { item } = stored;
      const replayed = judgeAgain(stored, policy);
      const { start, version, revision } = item;
      const own = { start, version, revision, status: replayed.status };
      judged.push(own);
      const isConfirmed = isDriftConfirmed(own, judged, policy.monitoring.drift.windows);
      return {
        ...{ kind: 'drift', subject: start.slice(0, 10), version, asOf: item.asOf, dataUntil: item.end },
        happened: { status: item.status, reason: item.reason, isConfirmed: item.isConfirmed },
        replayed: { status: replayed.status, reason: replayed.reason, isConfirmed },
        features: differences(statusesOf(stored.report), statusesOf(replayed)),
        rows: { happened: item.rows, replayed: replayed.rows },
      };
    });
}

function judgeAgain({ item, baseline, sketches, former }: StoredWindow, policy: WindowPolicy) {
  const rows = emptySketch(baseline, { bucket: '', key: '' });
  for (const { sketch } of distinctSketches(baseline, sketches)) addSketch(rows, sketch);
  const rule = driftRule(policy, item);
  const verdict = judgeDrift(baseline, rows, rule);
  const { season: declared, alarmOn } = policy.monitoring.drift;
  const season =
    declared === undefined || verdict.features.length === 0
      ? undefined
      : judgeSeason(
          { baseline, former, window: { start: item.start, end: item.end, rows, sketches } },
          { ...declared, alarmOn },
          rule,
          verdict,
        );
  const { status, reason, features } = withSeason(verdict, season);
  return { status, reason, features, rows: rows.rows, ...(season === undefined ? {} : { season }) };
}

interface Judged extends Pick<WindowReport, 'season'> {
  readonly features: readonly FeatureVerdict[];
}

/** Drift that a season explains is `expected`, where the policy alarms for news only. */
function statusesOf({ features, season }: Judged): ReadonlyMap<string, string> {
  const explained = explainedBy(season);
  return new Map(
    features.map(({ feature, status }) => [
      feature,
      status === 'drifted' && explained.has(feature) ? 'expected' : status,
    ]),
  );
}

function differences(
  happened: ReadonlyMap<string, string>,
  replayed: ReadonlyMap<string, string>,
): ReplayedVerdict['features'] {
  const names = [...new Set([...happened.keys(), ...replayed.keys()])];
  return names.flatMap((feature) => {
    const [before, now] = [happened.get(feature) ?? 'not judged', replayed.get(feature) ?? 'not judged'];
    return before === now ? [] : [{ feature, happened: before, replayed: now }];
  });
}
