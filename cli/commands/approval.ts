/** `gyre approval ls|approve|reject`: releases that wait for a person. */
import type { Command } from 'commander';
import { userInfo } from 'node:os';
import { approvalKey } from '#core/registry/keys';
import type { CommandContext } from '../context.ts';
import { CommandRefusedError, UnknownThingError } from '../errors.ts';
import type { Paper } from '../output.ts';
import { type Approval, listModels } from '../queries/read-models.ts';

interface Waiting {
  readonly model: string;
  readonly approval: Omit<Approval, 'taskToken'>;
}

export function registerApprovalCommands(program: Command, context: CommandContext): void {
  const approval = program.command('approval').description('releases that wait for a person');
  approval
    .command('ls')
    .description('open approvals and how the others were answered')
    .action(async () => {
      const { registry } = await context.connect();
      const approvals = (await listModels(await registry())).flatMap(({ name, approvals: own }) =>
        own.map((approval): Waiting => ({ model: name, approval: withoutToken(approval) })),
      );
      context.print({ ok: true, data: { approvals } }, drawApprovals);
    });
  for (const [verb, decision] of [
    ['approve', 'approved'],
    ['reject', 'rejected'],
  ] as const) {
    approval
      .command(`${verb} <deployment>`)
      .description(`${verb} a release; the decision and who took it go into the ledger`)
      .requiredOption('-m, --message <text>', 'why')
      .action(async (deploymentId: string, { message }: { message: string }) => {
        context.print({ ok: true, data: await answer(context, { deploymentId, decision, message }) });
      });
  }
}

/** The token answers a waiting task: whoever has it decides, so it is never shown. */
function withoutToken(approval: Approval): Omit<Approval, 'taskToken'> {
  return Object.fromEntries(Object.entries(approval).filter(([key]) => key !== 'taskToken')) as Omit<
    Approval,
    'taskToken'
  >;
}

interface Answer {
  readonly deploymentId: string;
  readonly decision: 'approved' | 'rejected';
  readonly message: string;
}

/** The decision is recorded first; only then does the release hear of it. */
async function answer(context: CommandContext, { deploymentId, decision, message }: Answer) {
  const connection = await context.connect();
  const registry = await connection.registry();
  const found = (await listModels(registry))
    .flatMap(({ name, approvals }) => approvals.map((approval) => ({ model: name, approval })))
    .find(({ approval }) => approval.deploymentId === deploymentId);
  if (found === undefined) {
    throw new UnknownThingError('no release of this name waits', {
      received: deploymentId,
      fix: 'run `gyre approval ls`',
    });
  }
  const { model, approval } = found;
  if (approval.status !== 'open') {
    throw new CommandRefusedError('this approval was answered before', {
      received: `${approval.status} by ${approval.by ?? 'unknown'}`,
      fix: 'nothing: an answer is final; ask for a new contest to have another release',
    });
  }
  const by = userInfo().username;
  const workflow = await connection.workflow();
  await registry.transition({ kind: 'model', name: model }, async (view) => {
    const item = await view.get(approvalKey(deploymentId));
    if (item?.data['status'] !== 'open') return { unchanged: undefined };
    return {
      writes: [
        {
          sk: item.sk,
          entity: item.entity,
          expect: { revision: item.revision },
          data: { ...item.data, status: decision, by, reason: message, decidedAt: new Date().toISOString() },
        },
      ],
      event: {
        type: decision === 'approved' ? 'release-approved' : 'release-rejected',
        actor: by,
        cause: deploymentId,
        after: { version: approval.version, revision: approval.revision },
      },
      result: undefined,
    };
  });
  const delivered = await workflow.succeedTask(approval.taskToken, { decision, by, reason: message });
  if (delivered === 'expired') {
    throw new CommandRefusedError('the release does not wait any more', {
      where: deploymentId,
      received: 'an answer after the approval expired',
      fix: 'run `gyre model show` to see how the deployment ended',
    });
  }
  return { deploymentId, model, version: approval.version, decision, by };
}

function drawApprovals({ approvals }: { readonly approvals: readonly Waiting[] }, paper: Paper): string {
  if (approvals.length === 0) return 'no release waits or waited for a person';
  return paper.table(
    [
      { title: 'DEPLOYMENT', value: (line) => line.approval.deploymentId },
      { title: 'MODEL', value: (line) => line.model },
      { title: 'VERSION', value: (line) => `v${line.approval.version}` },
      { title: 'STATUS', value: (line) => line.approval.status },
      { title: 'EXPIRES', value: (line) => line.approval.expiresAt },
      { title: 'BY', value: (line) => line.approval.by },
    ],
    approvals,
  );
}
