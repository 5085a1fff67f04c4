/** What commands about models, contests, approvals and deployments read of the registry. */
import * as z from 'zod';
import {
  aliasSchema,
  type ChampionAlias,
  type DeploymentRecord,
  deploymentRecordSchema,
} from '#core/deployment/deployment-record';
import { aliasKey, VERSION_PREFIX } from '#core/registry/keys';
import type { StoredLedgerEvent } from '#core/registry/ledger-event';
import { type RetrainRequest, retrainRequestSchema } from '#core/retraining/retrain-records';
import { type ModelVersion, modelVersionSchema } from '#core/training/model-version';
import { type ContestRecord, contestSchema } from '#core/training/training-records';
import type { Registry } from '#ports/registry';
import { UnknownThingError } from '../errors.ts';

const approvalSchema = z.strictObject({
  deploymentId: z.string(),
  version: z.int(),
  revision: z.string(),
  status: z.enum(['open', 'approved', 'rejected', 'expired']),
  taskToken: z.string(),
  requestedAt: z.string(),
  expiresAt: z.string(),
  by: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  decidedAt: z.string().exactOptional(),
});
export type Approval = z.infer<typeof approvalSchema>;

export interface ModelView {
  readonly name: string;
  readonly champion: ChampionAlias | undefined;
  readonly versions: readonly ModelVersion[];
  readonly contests: readonly ContestRecord[];
  readonly requests: readonly RetrainRequest[];
  readonly deployments: readonly DeploymentRecord[];
  readonly approvals: readonly Approval[];
}

export async function readModel(registry: Registry, name: string): Promise<ModelView> {
  const model = { kind: 'model', name } as const;
  const list = async <Value>(
    prefix: string,
    schema: z.ZodType<Value>,
    aggregate: 'model' | 'endpoint' = 'model',
  ) => (await registry.list({ kind: aggregate, name }, prefix)).map((item) => schema.parse(item.data));
  const alias = await registry.get(model, aliasKey('champion'));
  const view: ModelView = {
    name,
    champion: alias === undefined ? undefined : aliasSchema.parse(alias.data),
    versions: await list(VERSION_PREFIX, modelVersionSchema),
    contests: (await list('CONTEST#', contestSchema)).toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : 1)),
    requests: (await list('REQUEST#', retrainRequestSchema)).toSorted((a, b) => (a.asOf < b.asOf ? -1 : 1)),
    deployments: (await list('DEPLOYMENT#', deploymentRecordSchema, 'endpoint')).toSorted((a, b) =>
      a.startedAt < b.startedAt ? -1 : 1,
    ),
    approvals: await list('APPROVAL#', approvalSchema),
  };
  if (view.requests.length + view.contests.length + view.versions.length === 0) {
    const known = await registry.listAggregates('model');
    throw new UnknownThingError('nothing is known of this model', {
      received: name,
      allowed: known.length === 0 ? 'no model has had a request yet' : known.join(', '),
      fix: 'run `gyre model ls`; a model appears with the first data that asks for it',
    });
  }
  return view;
}

export async function listModels(registry: Registry): Promise<readonly ModelView[]> {
  const names = await registry.listAggregates('model');
  return Promise.all(names.map((name) => readModel(registry, name)));
}

export interface FoundContest {
  readonly model: string;
  readonly contest: ContestRecord;
}

export async function findContest(registry: Registry, contestId: string): Promise<FoundContest> {
  for (const { name, contests } of await listModels(registry)) {
    const contest = contests.find((candidate) => candidate.contestId === contestId);
    if (contest !== undefined) return { model: name, contest };
  }
  throw new UnknownThingError('there is no such contest', {
    received: contestId,
    fix: 'run `gyre contest ls`',
  });
}

/** Everything the ledgers of model and endpoint say, in order of wall time. */
export async function readHistory(registry: Registry, name: string): Promise<readonly StoredLedgerEvent[]> {
  const chains = await Promise.all([
    registry.readLedger({ kind: 'model', name }),
    registry.readLedger({ kind: 'endpoint', name }),
  ]);
  return chains.flat().sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
