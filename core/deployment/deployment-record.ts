import * as z from 'zod';
import { identify } from '../registry/identify.ts';

/** How a deployment ended. `promoted` covers restored versions and rollbacks to an older one: they serve. */
export const outcomeSchema = z.enum([
  'promoted',
  'rolled-back',
  'inconclusive',
  'rejected',
  'expired',
  'superseded',
  'already-serving',
  'failed',
]);
export type DeploymentOutcome = z.infer<typeof outcomeSchema>;

/** What the deployment state machine is started with. */
export const deploymentRequestSchema = z.strictObject({
  model: z.string(),
  version: z.int().min(1),
  /** release: a new version. restore: a former champion that won a contest. rollback: a person asked. */
  kind: z.enum(['release', 'restore', 'rollback']),
  /** The contest that judged the version against the one in service; none for a rollback. */
  contestId: z.string().exactOptional(),
  /** The id of what led here: a contest, or the rollback command. */
  cause: z.string(),
  asOf: z.string(),
  requestedBy: z.string().default('gyre:training'),
});
export type DeploymentRequest = z.infer<typeof deploymentRequestSchema>;

/** The registry's DEPLOYMENT#<id> item, below the endpoint. */
export const deploymentRecordSchema = z.strictObject({
  deploymentId: z.string(),
  model: z.string(),
  version: z.int(),
  kind: z.enum(['release', 'restore', 'rollback']),
  contestId: z.string().exactOptional(),
  cause: z.string(),
  asOf: z.string(),
  executionArn: z.string(),
  previousVersion: z.int().exactOptional(),
  status: z.enum(['open', 'closed']),
  outcome: outcomeSchema.exactOptional(),
  reason: z.string().exactOptional(),
  startedAt: z.string(),
  endedAt: z.string().exactOptional(),
});
export type DeploymentRecord = z.infer<typeof deploymentRecordSchema>;

/** Who may change the endpoint now. Freed when its deployment closes, or on proof that the execution has ended. */
export const leaseSchema = z.strictObject({
  deploymentId: z.string(),
  executionArn: z.string(),
  acquiredAt: z.string(),
});
export type Lease = z.infer<typeof leaseSchema>;

/** The alias `champion`: which version serves, and what put it there. */
export const aliasSchema = z.strictObject({
  version: z.int(),
  deploymentId: z.string(),
  contestId: z.string().exactOptional(),
  asOf: z.string(),
  configName: z.string(),
  since: z.string(),
});
export type ChampionAlias = z.infer<typeof aliasSchema>;

/**
 * May this request still go ahead, given who is champion now?
 *
 * The newest decision wins: a contest judged its candidate against the champion of that time, so a champion that was
 * moved by a later decision must not be overwritten by an older one.
 */
export function standing(
  request: Pick<DeploymentRequest, 'version' | 'kind' | 'asOf'>,
  champion: ChampionAlias | undefined,
  evaluatedChampion: number | null | undefined,
):
  | { readonly proceed: true }
  | { readonly proceed: false; readonly outcome: DeploymentOutcome; readonly reason: string } {
  if (champion === undefined) return { proceed: true };
  if (champion.version === request.version) {
    return {
      proceed: false,
      outcome: 'already-serving',
      reason: `version ${request.version} is the champion`,
    };
  }
  if (
    request.kind !== 'rollback' &&
    evaluatedChampion !== undefined &&
    evaluatedChampion !== champion.version
  ) {
    return {
      proceed: false,
      outcome: 'superseded',
      reason: `the contest compared with version ${String(evaluatedChampion)}, but version ${champion.version} serves now`,
    };
  }
  if (champion.asOf > request.asOf) {
    return {
      proceed: false,
      outcome: 'superseded',
      reason: `version ${champion.version} was chosen by a later decision`,
    };
  }
  return { proceed: true };
}

/** One deployment per decision: the same decision asked twice is the same deployment. */
export function deploymentIdOf(
  request: Pick<DeploymentRequest, 'model' | 'version' | 'kind' | 'cause'>,
): string {
  const { model, version, kind, cause } = request;
  return identify('dp', { model, version, kind, cause });
}
