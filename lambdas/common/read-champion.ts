import { type ChampionAlias, aliasSchema } from '#core/deployment/deployment-record';
import { aliasKey, versionKey } from '#core/registry/keys';
import { type ModelVersion, modelVersionSchema } from '#core/training/model-version';
import type { Registry } from '#ports/registry';

export interface Champion {
  readonly alias: ChampionAlias;
  readonly version: ModelVersion;
}

/** Which version serves, and its record; `undefined` before the first promotion. Consistent reads. */
export async function readChampion(
  registry: Pick<Registry, 'get'>,
  model: string,
): Promise<Champion | undefined> {
  const aggregate = { kind: 'model', name: model } as const;
  const alias = await registry.get(aggregate, aliasKey('champion'));
  if (alias === undefined) return undefined;
  const champion = aliasSchema.parse(alias.data);
  const item = await registry.get(aggregate, versionKey(champion.version));
  return item === undefined ? undefined : { alias: champion, version: modelVersionSchema.parse(item.data) };
}
