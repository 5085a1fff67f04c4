import type * as z from 'zod';
import { parseAlarmName } from '#core/monitoring/alarm-name';
import type { Cause } from '#core/retraining/governor';
import { firstAsk } from '#core/retraining/first-ask';
import type { AlarmMessage, AskMessage } from '#core/retraining/retrain-records';
import { standingVerdicts } from '#core/retraining/standing-verdicts';
import type { CompiledModel } from '#core/config/compiled-model';
import type { Registry } from '#ports/registry';
import { readChampion } from '../../common/read-champion.ts';
import { readJudged } from '../../common/read-judged.ts';
import type { bodySchema } from './contract.ts';

export interface Ask {
  readonly model: string;
  readonly cause: Cause;
  readonly asOf: string;
  readonly subject: string;
  readonly requestedBy: string;
  /** Where the stretch of event time ends that an alarm's verdict is about. */
  readonly dataUntil?: string;
}

/**
 * What a message asks of one model.
 *
 * An alarm is a hint: the request is about the verdict that stands in the registry, with the verdict's own time. An
 * alarm without such a verdict, of another part of Gyre or with a name that somebody made up, asks for nothing.
 * @param model the deployed configuration of a model that the message may concern
 */
export async function askOf(
  body: z.infer<typeof bodySchema>,
  model: CompiledModel,
  environment: string,
  registry: Registry,
): Promise<Ask | undefined> {
  if ('AlarmName' in body) return askOfAlarm(body, model, environment, registry);
  if (body.kind === 'ask') return body;
  return askOfData(body, model, (await readChampion(registry, model.name)) !== undefined);
}

/** @returns whether the message can concern a model of this name */
export function concerns(body: z.infer<typeof bodySchema>, model: string, environment: string): boolean {
  if ('AlarmName' in body) return parseAlarmName(environment, body.AlarmName)?.model === model;
  return body.kind === 'new-data' || body.model === model;
}

async function askOfAlarm(
  body: AlarmMessage,
  model: CompiledModel,
  environment: string,
  registry: Registry,
): Promise<Ask | undefined> {
  const alarm = parseAlarmName(environment, body.AlarmName);
  const champion = await readChampion(registry, model.name);
  if (alarm === undefined || champion === undefined || body.NewStateValue !== 'ALARM') return undefined;
  const { windows, quality } = await readJudged(registry, model.name);
  const verdict = standingVerdicts(champion.alias.version, windows, quality).find(
    ({ cause }) => cause === alarm.cause,
  );
  if (verdict === undefined) return undefined;
  return { ...verdict, model: model.name, requestedBy: `alarm ${body.AlarmName}` };
}

/** New data asks for the first contest while there is no champion, and later where model.yaml says so. */
function askOfData(
  body: Extract<AskMessage, { kind: 'new-data' }>,
  model: CompiledModel,
  isServed: boolean,
): Ask | undefined {
  if (body.dataset !== model.dataset) return undefined;
  if (isServed && !model.retraining.triggers.includes('new-data')) return undefined;
  const ask = firstAsk(body.dataset, { version: body.version, maxEventTime: body.asOf });
  return {
    ...ask,
    cause: isServed ? 'new-data' : ask.cause,
    model: model.name,
    requestedBy: 'gyre:data/commit-dataset',
  };
}
