import type * as z from 'zod';
import * as baseline from '#lambdas/training/build-baseline/contract';
import { buildBaseline } from '#lambdas/training/build-baseline/handler';
import * as evaluate from '#lambdas/training/evaluate-contenders/contract';
import { evaluateContenders } from '#lambdas/training/evaluate-contenders/handler';
import * as fail from '#lambdas/training/fail-contest/contract';
import { failContest } from '#lambdas/training/fail-contest/handler';
import * as freeze from '#lambdas/training/freeze-holdout/contract';
import { freezeHoldout } from '#lambdas/training/freeze-holdout/handler';
import * as judge from '#lambdas/training/judge-candidate/contract';
import { judgeCandidate } from '#lambdas/training/judge-candidate/handler';
import * as pin from '#lambdas/training/pin-revision/contract';
import { pinRevision } from '#lambdas/training/pin-revision/handler';
import * as contenders from '#lambdas/training/plan-contenders/contract';
import { planContenders } from '#lambdas/training/plan-contenders/handler';
import * as training from '#lambdas/training/plan-training/contract';
import { planTraining } from '#lambdas/training/plan-training/handler';
import * as refuse from '#lambdas/training/refuse-candidate/contract';
import { refuseCandidate } from '#lambdas/training/refuse-candidate/handler';
import * as register from '#lambdas/training/register-candidate/contract';
import { registerCandidate } from '#lambdas/training/register-candidate/handler';
import * as restore from '#lambdas/training/restore-former-champion/contract';
import { restoreFormerChampion } from '#lambdas/training/restore-former-champion/handler';
import * as store from '#lambdas/training/store-artifact/contract';
import { storeArtifact } from '#lambdas/training/store-artifact/handler';
import * as recalibration from '#lambdas/training/store-recalibration/contract';
import { storeRecalibration } from '#lambdas/training/store-recalibration/handler';
import type { TrainingRequest } from '#core/training/training-records';
import type { TrainingRoom } from '#test/handlers/training/support/training-room';
import { readMachine } from '../../support/definition.ts';
import { type MachineRun, runMachine } from '../../support/run-machine.ts';

export const machine = readMachine('training');

type Perform = (payload: unknown) => Promise<unknown>;

/** A step behind its contracts, as its Lambda handler has it. */
function step<Input, Output>(
  contract: { readonly inputSchema: z.ZodType<Input>; readonly outputSchema: z.ZodType<Output> },
  run: (input: Input) => Promise<Output>,
): Perform {
  return async (payload) => contract.outputSchema.parse(await run(contract.inputSchema.parse(payload)));
}

function functionsOf({ context }: TrainingRoom): Readonly<Record<string, Perform>> {
  return {
    PinRevision: step(pin, (input) => pinRevision(input, context)),
    FreezeHoldout: step(freeze, (input) => freezeHoldout(input, context)),
    PlanTraining: step(training, (input) => planTraining(input, context)),
    StoreArtifact: step(store, (input) => storeArtifact(input, context)),
    PlanContenders: step(contenders, (input) => planContenders(input, context)),
    EvaluateContenders: step(evaluate, (input) => evaluateContenders(input, context)),
    JudgeCandidate: step(judge, (input) => judgeCandidate(input, context)),
    StoreRecalibration: step(recalibration, (input) => storeRecalibration(input, context)),
    BuildBaseline: step(baseline, (input) => buildBaseline(input, context)),
    RegisterCandidate: step(register, (input) => registerCandidate(input, context)),
    RestoreFormerChampion: step(restore, (input) => restoreFormerChampion(input, context)),
    RefuseCandidate: step(refuse, (input) => refuseCandidate(input, context)),
    FailContest: step(fail, (input) => failContest(input, context)),
  };
}

/** What happens at a call of a state's task in place of its answer. */
export type Fault =
  | { readonly before: string }
  /** The task is done, its answer is lost. */
  | { readonly after: string };

export interface TrainingRun extends MachineRun {
  readonly output?: {
    readonly outcome: string;
    readonly contestId: string;
    readonly version: number | null;
    readonly reasons: readonly string[];
    readonly deployment?: string;
  };
  readonly calls: ReadonlyMap<string, number>;
  /** Largest payload or answer of a function, in bytes. */
  readonly largestBytes: number;
}

/**
 * One execution of the training machine against a room, with a deployment that always goes well.
 * @param faults per state, one a call, before it works again
 */
export async function runTraining(
  room: TrainingRoom,
  request: TrainingRequest,
  faults: Readonly<Record<string, readonly Fault[]>> = {},
): Promise<TrainingRun> {
  const functions = functionsOf(room);
  const calls = new Map<string, number>();
  let largestBytes = 0;
  const work = async (state: string, args: unknown): Promise<unknown> => {
    if (state === 'Deploy') {
      const { Input } = args as { readonly Input: { version: number; contestId: string; asOf: string } };
      await room.promote(Input.version, Input.contestId, Input.asOf);
      return { Output: { outcome: 'promoted' } };
    }
    return functions[state] === undefined ? room.sageMaker.perform(state, args) : functions[state](args);
  };
  const run = await runMachine(machine, request, async (state, args) => {
    const call = calls.get(state) ?? 0;
    calls.set(state, call + 1);
    const fault = faults[state]?.[call];
    const injected = (name: string) => Object.assign(new Error('injected'), { name });
    if (fault !== undefined && 'before' in fault) throw injected(fault.before);
    const answer = await work(state, args);
    if (fault !== undefined) throw injected(fault.after);
    largestBytes = Math.max(largestBytes, Buffer.byteLength(JSON.stringify([args, answer])));
    return answer;
  });
  return { ...run, calls, largestBytes } as TrainingRun;
}
