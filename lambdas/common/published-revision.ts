import * as z from 'zod';
import { UnknownModelError } from '#core/training/errors';
import type { Parameters } from '#ports/parameters';
import { parseContract } from './define-handler.ts';

/** What a model stack publishes: the revision that is deployed now. */
export const publishedRevisionSchema = z.object({
  name: z.string(),
  configSha256: z.string(),
  sourceSha256: z.string(),
  assetBucket: z.string(),
  configKey: z.string(),
  sourceKey: z.string(),
  jobRoleArn: z.string(),
  image: z.string(),
});
export type PublishedRevision = z.infer<typeof publishedRevisionSchema>;

export async function readPublishedRevision(
  parameters: Parameters,
  environment: string,
  model: string,
): Promise<PublishedRevision> {
  const name = `/gyre/${environment}/models/${model}`;
  const value = await parameters.get(name);
  if (value === undefined) {
    throw new UnknownModelError('the model is not deployed', {
      where: name,
      received: model,
      fix: 'add models/<name>/model.yaml to the project and deploy; gyre model ls lists what is there',
    });
  }
  return parseContract(publishedRevisionSchema, JSON.parse(value), name);
}

/** Names of all deployed models, sorted. */
export async function listModels(parameters: Parameters, environment: string): Promise<readonly string[]> {
  const path = `/gyre/${environment}/models`;
  return (await parameters.listNames(path)).map((name) => name.slice(path.length + 1));
}
