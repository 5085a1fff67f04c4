import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import { windowDays } from '#core/monitoring/due-work';
import { judgeDrift, METHOD_VERSION } from '#core/monitoring/judge-drift';
import {
  newestFor,
  WINDOW_PREFIX,
  type WindowItem,
  windowItemSchema,
} from '#core/monitoring/monitoring-records';
import type { WindowReport } from '#core/monitoring/window-report';
import { windowKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadBaseline } from '../../common/load-baseline.ts';
import { loadDeployedModel } from '../../common/load-model-revision.ts';
import { readChampion } from '../../common/read-champion.ts';
import { digestOfKeys, listSketches, readSketches } from '../../common/read-sketches.ts';
import { recordVerdict, storeReport } from '../../common/record-verdict.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { mergeWindow } from './merge-window.ts';

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly parameters: Parameters;
}
type Environment = z.infer<typeof environmentSchema>;

/**
 * The champion's window against its own baseline: merges the sketches, judges, writes the report and records the
 * verdict. A repeat finds the same sketches judged and answers with what was recorded; sketches that came since make
 * a new revision of the window.
 */
export const judgeWindow: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  Environment,
  Adapters
> = async ({ model, asOf, start, end }, { environment, adapters, now }) => {
  const { registry, store } = adapters;
  const champion = await readChampion(registry, model);
  if (champion === undefined)
    return { status: 'not-configured', reason: 'no version serves', isConfirmed: false };
  const { version } = champion.alias;
  const bucket = environment.REPORTS_BUCKET;
  const keys = await listSketches(store, bucket, { model, version, start, end });
  const digest = digestOfKeys(keys);
  const aggregate = { kind: 'model', name: model } as const;
  const judged = (await registry.list(aggregate, WINDOW_PREFIX)).map((item) =>
    windowItemSchema.parse(item.data),
  );
  const before = newestFor(
    judged.filter((item) => item.start === start),
    version,
  );
  if (before?.sketchDigest === digest) return outputOf(before);

  const watched = await loadBaseline(adapters, environment.ARTIFACTS_BUCKET, model, version);
  const deployed = await loadDeployedModel(adapters.parameters, store, environment.GYRE_ENV, model);
  const window = await mergeWindow(store, watched, await readSketches(store, bucket, keys), { start, end });
  const { drift } = deployed.monitoring;
  const verdict = judgeDrift(watched.baseline, window, {
    windowDays: windowDays({ start, end }),
    minimumRows: drift.minimumRows,
    minimumThreshold: drift.minimumThreshold,
    calibrationFactor: drift.calibrationFactor,
    masked: deployed.serving.mask,
  });
  const revision = (before?.revision ?? 0) + 1;
  const report: WindowReport = {
    ...{ model, version, kind: 'drift', windowStart: start, windowEnd: end, asOf, revision },
    status: verdict.status,
    reason: verdict.reason,
    rows: window.rows,
    referenceRows: watched.baseline.rows,
    coverage: { objects: keys.length, ...window.coverage, liveRows: window.rows },
    features: [...verdict.features],
    ...(verdict.prediction === undefined ? {} : { prediction: verdict.prediction }),
    baseline: {
      contestId: watched.baseline.contestId,
      trainStart: watched.baseline.trainStart,
      trainEnd: watched.baseline.trainEnd,
    },
    methodVersion: METHOD_VERSION,
  };
  const path = `windows/${model}/${start.slice(0, 10)}-v${version}-r${revision}`;
  const { m, n } = drift.windows;
  const last = judged.filter((item) => item.version === version && item.start < start);
  const item: WindowItem = {
    ...{ start, end, version, revision, asOf },
    status: verdict.status,
    reason: verdict.reason,
    rows: window.rows,
    sketchDigest: digest,
    isConfirmed: verdict.status === 'drifted' && driftedAmong(last, n - 1) + 1 >= m,
    reportKey: await storeReport(store, bucket, path, report),
    judgedAt: now.toISOString(),
  };
  const sk = windowKey(start, version, revision);
  const cause = `${start.slice(0, 10)} v${version} r${revision}`;
  return outputOf(
    await recordVerdict(registry, model, { sk, entity: 'window', schema: windowItemSchema, item, cause }),
  );
};

/** Of the newest `count` windows before, each by its newest revision. */
function driftedAmong(items: readonly WindowItem[], count: number): number {
  const newest = new Map<string, WindowItem>();
  for (const item of items) {
    if ((newest.get(item.start)?.revision ?? 0) < item.revision) newest.set(item.start, item);
  }
  const latest = [...newest.values()].toSorted((a, b) => (a.start < b.start ? 1 : -1)).slice(0, count);
  return latest.filter(({ status }) => status === 'drifted').length;
}

function outputOf({ status, reason, isConfirmed }: WindowItem): z.infer<typeof outputSchema> {
  return { status, reason, isConfirmed };
}

export const handler = defineHandler({
  name: 'monitoring/judge-window',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    parameters: ssmParameters,
  }),
  step: judgeWindow,
});
