/** One request to the front door, and its answer as a value or an error that says what to mend. */
import * as z from 'zod';
import { type Answer, answerSchema } from '#lambdas/serving/predict/contract';
import { FrontDoorRefusalError } from '../errors.ts';
import type { FrontDoorAnswer, FrontDoorClient, PredictionRoute } from '../front-door.ts';

/** The front door's own refusal; the API in front of it answers `{"message"}` instead. */
const refusalSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    where: z.string().optional(),
    received: z.string().optional(),
    allowed: z.string().optional(),
    fix: z.string(),
  }),
});

/** @throws FrontDoorRefusalError */
export async function predictRows(
  client: FrontDoorClient,
  model: string,
  route: PredictionRoute,
  csv: string,
): Promise<Answer> {
  const answer = await client.ask(model, route, csv);
  if (answer.status === 200) return answerSchema.parse(JSON.parse(answer.text));
  throw refusalOf(answer);
}

function refusalOf({ path, status, text }: FrontDoorAnswer): FrontDoorRefusalError {
  const parsed = refusalSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    return new FrontDoorRefusalError(`the front door answered with status ${status}`, {
      where: path,
      received: text.slice(0, 400),
      allowed: 'callers with execute-api:Invoke on this route and model',
      fix: status === 403 ? 'ask for the permission of this route' : 'try again, then look at its access log',
    });
  }
  const { code, message, where, received, allowed, fix } = parsed.data.error;
  return new FrontDoorRefusalError(`${message} (${code}, status ${status})`, {
    where: where === undefined ? path : `${path}, ${where}`,
    ...(received === undefined ? {} : { received }),
    ...(allowed === undefined ? {} : { allowed }),
    fix,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
