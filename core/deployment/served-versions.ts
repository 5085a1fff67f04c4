import type { ChampionAlias, DeploymentRecord } from './deployment-record.ts';

/**
 * Versions that may have answered since a moment: the one in service, and those of deployments that were open then or
 * later, the one before among them.
 * @param since ISO 8601
 * @returns in ascending order
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
