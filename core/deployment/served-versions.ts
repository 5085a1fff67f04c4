import type { ChampionAlias, DeploymentRecord } from './deployment-record.ts';

/**
 * Versions that may have answered since a moment: the one in service, and those of deployments that were open then or
 * later, the one before among them.
 * @param since ISO 8601
 * @returns in ascending order
 * @example servedVersions({ version: 3 }, [{ version: 3, previousVersion: 2, endedAt: '2013-04-02T00:00:00Z' }, { version: 1, endedAt: '2013-03-01T00:00:00Z' }], '2013-04-01T00:00:00Z') // [2, 3]
 */
export function servedVersions(
  champion: Pick<ChampionAlias, 'version'> | undefined,
  deployments: readonly Pick<DeploymentRecord, 'version' | 'previousVersion' | 'endedAt'>[],
  since: string,
): readonly number[] {
  const versions = new Set(champion === undefined ? [] : [champion.version]);
  for (const { version, previousVersion, endedAt } of deployments) {
    if (endedAt !== undefined && Date.parse(endedAt) < Date.parse(since)) continue;
    versions.add(version);
    if (previousVersion !== undefined) versions.add(previousVersion);
  }
  return [...versions].sort((a, b) => a - b);
}
