import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import { driftReport } from '#core/monitoring/drift-report';
import { driftRule } from '#core/monitoring/drift-rule';
import { judgeDrift } from '#core/monitoring/judge-drift';
import {
  newestFor,
  WINDOW_PREFIX,
  type WindowItem,
  windowItemSchema,
} from '#core/monitoring/monitoring-records';
import { withSeason } from '#core/monitoring/season/alarm-on';
import { dateSketches } from '#core/monitoring/season/season-history';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadBaseline } from '../../common/load-baseline.ts';
import { loadDeployedModel } from '../../common/load-model-revision.ts';
import { readChampion } from '../../common/read-champion.ts';
import { digestOfKeys, listSketches, readSketches } from '../../common/read-sketches.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { mergeWindow } from './merge-window.ts';
import { readCoverage } from './read-coverage.ts';
import { readSections } from './read-sections.ts';
import { recordWindow } from './record-window.ts';

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
> = async ({ model, asOf, start, end, attributionKey }, { environment, adapters, now }) => {
  const { registry, store } = adapters;
  const champion = await readChampion(registry, model);
  if (champion === undefined)
    return { status: 'not-configured', reason: 'no version serves', isConfirmed: false };
  const { version } = champion.alias;
  const bucket = environment.REPORTS_BUCKET;
  const span = { model, version, start, end };
  const keys = await listSketches(store, bucket, span);
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
  const sketches = await readSketches(store, bucket, keys);
  const rows = await mergeWindow(store, watched, sketches, span);
  const rule = driftRule(deployed, { start, end });
  const verdict = judgeDrift(watched.baseline, rows, rule);
  const promised = champion.version.promised.value;
  const dated = { ...span, rows, sketches: dateSketches(keys, sketches), promised };
  const facts = {
    watched,
    deployed,
    window: dated,
    rule,
    verdict,
    judged,
    attributionKey,
  };
  const [sections, requests] = await Promise.all([
    readSections({ registry, store, bucket }, facts),
    readCoverage({ store, bucket }, span),
  ]);

  const revision = (before?.revision ?? 0) + 1;
  const window = {
    ...{ start, end, asOf, version, revision, objects: keys.length, rows },
    ...(requests === undefined ? {} : { requests }),
  };
  const report = driftReport(window, watched.baseline, withSeason(verdict, sections.season), sections);
  const { windows } = deployed.monitoring.drift;
  return outputOf(await recordWindow({ registry, store, bucket }, report, { digest, judged, windows, now }));
};

function outputOf({ status, reason, isConfirmed, ratio }: WindowItem): z.infer<typeof outputSchema> {
  return { status, reason, isConfirmed, ...(ratio === undefined ? {} : { ratio }) };
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
