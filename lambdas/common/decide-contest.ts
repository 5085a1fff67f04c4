import { contestKey } from '#core/registry/keys';
import { ContestNotFoundError } from '#core/training/errors';
import { type ContestRecord, contestSchema } from '#core/training/training-records';
import type { ItemWrite, Registry, RegistryItem } from '#ports/registry';

export interface ContestClosing {
  readonly model: string;
  readonly contestId: string;
  readonly actor: string;
  readonly eventType: string;
  readonly change: Partial<ContestRecord> & { readonly status: 'decided' | 'failed' };
  /** Further writes of the same transition, from what the view holds. */
  readonly more?: (get: (sk: string) => Promise<RegistryItem | undefined>) => Promise<readonly ItemWrite[]>;
}

/**
 * Closes an open contest in one transition. A repeat finds it closed and changes nothing; whoever must know that it
 * was closed in this way and no other looks at the answer.
 * @returns the contest as it stands after the call
 */
export function decideContest(
  registry: Registry,
  closing: ContestClosing,
  now: Date,
): Promise<ContestRecord> {
  const { model, contestId, change } = closing;
  return registry.transition({ kind: 'model', name: model }, async (view) => {
    const item = await view.get(contestKey(contestId));
    if (item === undefined) {
      throw new ContestNotFoundError('there is no such contest', {
        where: `${model} ${contestId}`,
        fix: 'gyre contest ls shows what was held',
      });
    }
    const before = contestSchema.parse(item.data);
    if (before.status !== 'open') return { unchanged: before };
    const after: ContestRecord = { ...before, ...change, decidedAt: now.toISOString() };
    return {
      writes: [
        { sk: item.sk, entity: item.entity, expect: { revision: item.revision }, data: after },
        ...((await closing.more?.((sk) => view.get(sk))) ?? []),
      ],
      event: {
        type: closing.eventType,
        actor: closing.actor,
        cause: before.requestId,
        asOf: before.asOf,
        after: {
          contestId,
          outcome: after.outcome ?? 'failed',
          ...(after.winner === undefined ? {} : { version: after.winner }),
          reasons: after.reasons ?? [],
        },
      },
      result: after,
    };
  });
}
