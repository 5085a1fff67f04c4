import type { CompiledModel } from '../../config/compiled-model.ts';
import type { QualityItem } from '../monitoring-records.ts';
import type { WindowReport } from '../window-report.ts';
import type { ReplayedVerdict, Said } from './replayed-verdict.ts';

export interface StoredQuality {
  readonly item: QualityItem;
  readonly report: WindowReport;
}

type QualityPolicy = Pick<
  CompiledModel['monitoring']['quality'],
  'maximumRatio' | 'minimumRows' | 'judgedOnDays'
>;

/**
 * What another policy would have said of a day on which quality was judged: by the figures of its report, so for the
 * same stretch of days. A day that had no figure has none under any policy.
 */
export function replayQuality(
  { item, report: { quality } }: StoredQuality,
  policy: QualityPolicy,
): ReplayedVerdict {
  const { day, version, asOf, status, reason, isConfirmed } = item;
  return {
    ...{ kind: 'quality', subject: day, version, asOf, dataUntil: `${day}T00:00:00.000Z` },
    happened: { status, reason, isConfirmed },
    replayed: said(item, quality, policy),
    features: [],
  };
}

function said(item: QualityItem, quality: WindowReport['quality'], policy: QualityPolicy): Said {
  if (!policy.judgedOnDays.includes(Number(item.day.slice(8, 10))))
    return { status: 'not-judged', reason: 'the policy judges on other days', isConfirmed: false };
  if (quality === undefined) return { status: item.status, reason: item.reason, isConfirmed: false };
  if (quality.rows < policy.minimumRows) {
    const reason = `${quality.rows} labelled rows, ${policy.minimumRows} needed`;
    return { status: 'inconclusive', reason, isConfirmed: false };
  }
  const isBreached = quality.ratio > policy.maximumRatio;
  const side = isBreached ? 'above' : 'not above';
  return {
    status: isBreached ? 'breached' : 'within',
    reason: `${quality.metric} is ${quality.ratio.toFixed(2)} x the promise, ${side} ${policy.maximumRatio}`,
    isConfirmed: isBreached,
  };
}
