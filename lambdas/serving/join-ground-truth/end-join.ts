import { MOST_REASONS } from '#core/data/upload-outcome';
import {
  joinKey,
  type JoinPlan,
  type JoinRecord,
  joinRecordSchema,
  labelsKey,
  labelsRecordSchema,
} from '#core/serving/ground-truth-records';
import { afterJoin } from '#core/serving/label-outcome';
import type { Aggregate, ItemWrite, Registry } from '#ports/registry';
import { JOIN_ACTOR } from './current-join.ts';

interface EndedJoin {
  readonly join: JoinRecord;
  readonly plan: JoinPlan;
  readonly upload: { readonly dataset: string; readonly uploadId: string } | undefined;
  readonly now: Date;
}

/** One transition: the label files get their outcome and the join its counts. */
export async function endJoin(
  registry: Registry,
  aggregate: Aggregate,
  { join, plan, upload, now }: EndedJoin,
): Promise<JoinRecord> {
  const { joinId, asOf } = join;
  const endedAt = now.toISOString();
  const sum = (count: 'matched' | 'waitingRows' | 'unknownRows' | 'duplicates' | 'contradictions') =>
    plan.files.reduce((total, file) => total + file[count], 0);
  const counts = {
    rows: sum('matched'),
    waitingRows: sum('waitingRows'),
    unknownRows: sum('unknownRows'),
    duplicates: sum('duplicates'),
    contradictions: sum('contradictions'),
    leftOutRows: plan.leftOut.rows,
    ...(upload ?? { dataset: '', uploadId: '' }),
  };
  return registry.transition<JoinRecord>(aggregate, async (view) => {
    const item = await view.get(joinKey(joinId));
    const before = item === undefined ? join : joinRecordSchema.parse(item.data);
    if (before.status === 'joined') return { unchanged: before };
    const reasons = plan.leftOut.reasons.slice(0, MOST_REASONS);
    const why = reasons.length === 0 ? {} : { reasons };
    const ended: JoinRecord = { ...before, status: 'joined', ...counts, ...why, endedAt };
    const writes: ItemWrite[] = [{ sk: joinKey(joinId), entity: 'join', expect: 'any', data: ended }];
    for (const file of plan.files) {
      const sk = labelsKey(file.labelsId);
      const labels = await view.get(sk);
      if (labels === undefined) continue;
      const data = afterJoin(labelsRecordSchema.parse(labels.data), file, { joinId, asOf, endedAt });
      writes.push({ sk, entity: 'labels', expect: { revision: labels.revision }, data });
    }
    const quarantined = plan.files.filter((file) => file.reasons !== undefined).length;
    const after = { ...counts, labelFiles: before.labelFiles, quarantined };
    return {
      writes,
      event: { type: 'ground-truth-joined', actor: JOIN_ACTOR, cause: joinId, asOf, after },
      result: ended,
    };
  });
}
