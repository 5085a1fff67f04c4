import type { CompiledModel } from '../config/compiled-model.ts';

/** Why somebody asks for a contest. `first` is raised by data while a model has no champion. */
export type Cause =
  'first' | 'drift' | 'quality' | 'new-data' | 'schedule' | 'revision' | 'monthly-review' | 'manual';

export interface RetrainAsk {
  readonly cause: Cause;
  /** Event time of the decision. Policy counts in event time; leases and timeouts count in wall time. */
  readonly asOf: string;
}

/** What the registry says about the model at this moment. */
export interface ModelState {
  readonly champion?: { readonly version: number; readonly holdoutEnd: string };
  /** A request that was accepted and has not ended. */
  readonly openRequest?: string;
  /** Rows of the dataset that have a label, and those of them that no contest of the champion has seen. */
  readonly labelledRows: number;
  readonly newLabelledRows: number;
  /** Event times of accepted requests, oldest first. */
  readonly acceptedAt: readonly string[];
  /** Contests in a row, newest last, that failed technically. */
  readonly failuresInARow: number;
}

export type RefusalCode =
  | 'trigger-off'
  | 'in-flight'
  | 'waiting-for-data'
  | 'cooldown'
  | 'too-few-labels'
  | 'budget'
  | 'breaker-open';

export interface Refusal {
  readonly code: RefusalCode;
  readonly explanation: string;
  /** What has to come about before asking again makes sense. */
  readonly retryWhen:
    | { readonly kind: 'time'; readonly after: string }
    | { readonly kind: 'labelled-rows'; readonly atLeast: number }
    | { readonly kind: 'person' }
    | { readonly kind: 'request-ends'; readonly requestId: string };
}

export type Decision =
  { readonly decision: 'accept' } | { readonly decision: 'not-now'; readonly refusals: readonly Refusal[] };

const DAY_MILLISECONDS = 86_400_000;

/**
 * The whole retrain policy, as one pure function: every ask is either accepted or refused with all reasons and what
 * would change the answer.
 *
 * A person's ask passes cooldown and triggers, but not single flight, data and budget.
 * Labels count as new when they are newer than the hold-out that made the champion: what the champion was judged on
 * is not news.
 */
export function decideRetrain(
  ask: RetrainAsk,
  state: ModelState,
  policy: CompiledModel['retraining'] & { readonly minimumRows: number },
): Decision {
  const isManual = ask.cause === 'manual';
  const refusals = [
    ...(isManual ? [] : trigger(ask, state, policy.triggers)),
    ...inFlight(state),
    ...data(state, policy),
    ...(isManual ? [] : cooldown(ask, state, policy.cooldownDays)),
    ...budget(ask, state, policy.maximumPerMonth),
    ...(isManual ? [] : breaker(state, policy.breakerAfterFailures)),
  ];
  return refusals.length === 0 ? { decision: 'accept' } : { decision: 'not-now', refusals };
}

function trigger(ask: RetrainAsk, state: ModelState, triggers: readonly string[]): Refusal[] {
  if (ask.cause === 'first') {
    if (state.champion === undefined) return [];
    return [refusal('trigger-off', `version ${state.champion.version} serves already`, { kind: 'person' })];
  }
  if (triggers.includes(ask.cause)) return [];
  return [
    refusal('trigger-off', `model.yaml lists ${triggers.join(', ')}, not ${ask.cause}`, { kind: 'person' }),
  ];
}

function inFlight(state: ModelState): Refusal[] {
  if (state.openRequest === undefined) return [];
  const explanation = `request ${state.openRequest} is running`;
  return [refusal('in-flight', explanation, { kind: 'request-ends', requestId: state.openRequest })];
}

function data(
  state: ModelState,
  policy: { readonly minimumRows: number; readonly minimumNewLabels: number },
): Refusal[] {
  if (state.champion === undefined) {
    if (state.labelledRows >= policy.minimumRows) return [];
    const explanation = `${state.labelledRows} labelled rows, the first contest needs ${policy.minimumRows}`;
    return [refusal('waiting-for-data', explanation, { kind: 'labelled-rows', atLeast: policy.minimumRows })];
  }
  if (state.newLabelledRows >= policy.minimumNewLabels) return [];
  const explanation = `${state.newLabelledRows} labelled rows since ${state.champion.holdoutEnd}, ${policy.minimumNewLabels} needed`;
  const missing = policy.minimumNewLabels - state.newLabelledRows;
  return [
    refusal('too-few-labels', explanation, { kind: 'labelled-rows', atLeast: state.labelledRows + missing }),
  ];
}

/** So many full days must lie between: the first day after them is the first on which asking succeeds. */
function cooldown(ask: RetrainAsk, state: ModelState, cooldownDays: number): Refusal[] {
  const last = state.acceptedAt.at(-1);
  if (last === undefined || cooldownDays === 0) return [];
  const until = new Date(Date.parse(last) + cooldownDays * DAY_MILLISECONDS);
  if (Date.parse(ask.asOf) > until.getTime()) return [];
  const explanation = `accepted on ${last.slice(0, 10)}, ${cooldownDays} days of rest`;
  return [refusal('cooldown', explanation, { kind: 'time', after: until.toISOString() })];
}

function budget(ask: RetrainAsk, state: ModelState, maximumPerMonth: number): Refusal[] {
  const month = ask.asOf.slice(0, 7);
  const used = state.acceptedAt.filter((at) => at.startsWith(month)).length;
  if (used < maximumPerMonth) return [];
  const [year = 0, number = 1] = month.split('-').map(Number);
  const next = new Date(Date.UTC(year, number, 1)).toISOString();
  return [
    refusal('budget', `${used} contests in ${month}, at most ${maximumPerMonth}`, {
      kind: 'time',
      after: next,
    }),
  ];
}

function breaker(state: ModelState, breakerAfterFailures: number): Refusal[] {
  if (state.failuresInARow < breakerAfterFailures) return [];
  const explanation = `${state.failuresInARow} contests in a row failed; a person has to look`;
  return [refusal('breaker-open', explanation, { kind: 'person' })];
}

function refusal(code: RefusalCode, explanation: string, retryWhen: Refusal['retryWhen']): Refusal {
  return { code, explanation, retryWhen };
}
