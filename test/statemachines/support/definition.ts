import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** As much of the Amazon States Language (JSONata) as Gyre's machines use. */
export interface RetryRule {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: string;
}

export interface Transition {
  readonly Next: string;
  readonly Assign?: Readonly<Record<string, unknown>>;
  readonly Output?: unknown;
}

export interface CatchRule extends Transition {
  readonly ErrorEquals: readonly string[];
}

export interface ChoiceRule extends Transition {
  readonly Condition: string;
}

export interface State {
  readonly Type: 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Map' | 'Parallel' | 'Succeed' | 'Fail';
  readonly Resource?: string;
  readonly Arguments?: unknown;
  readonly Output?: unknown;
  readonly Assign?: Readonly<Record<string, unknown>>;
  readonly Next?: string;
  readonly End?: boolean;
  readonly TimeoutSeconds?: unknown;
  readonly HeartbeatSeconds?: unknown;
  readonly Retry?: readonly RetryRule[];
  readonly Catch?: readonly CatchRule[];
  readonly Choices?: readonly ChoiceRule[];
  readonly Default?: string;
  readonly Items?: unknown;
  readonly MaxConcurrency?: unknown;
  readonly ToleratedFailurePercentage?: number;
  readonly Label?: string;
  readonly ItemReader?: ItemAccess & { readonly ReaderConfig?: { readonly InputType?: string } };
  readonly ItemProcessor?: Processor;
  readonly ResultWriter?: ItemAccess;
  readonly Branches?: readonly Flow[];
  readonly Error?: string;
  readonly Cause?: string;
}

/** Where a distributed map reads its items from, or writes its results to. */
interface ItemAccess {
  readonly Resource: string;
  readonly Arguments?: unknown;
}

interface Processor extends Flow {
  readonly ProcessorConfig?: {
    readonly Mode: 'INLINE' | 'DISTRIBUTED';
    readonly ExecutionType?: 'EXPRESS' | 'STANDARD';
  };
}

/** A machine, the inside of a map, or a branch. */
export interface Flow {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface Definition extends Flow {
  readonly QueryLanguage?: string;
  readonly TimeoutSeconds?: number;
}

export const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Names of all machines: statemachines/<name>.asl.json. */
export function machineNames(): readonly string[] {
  return globSync('statemachines/*.asl.json', { cwd: ROOT })
    .map((path) => basename(path, '.asl.json'))
    .sort();
}

export function readMachine(name: string): Definition {
  return JSON.parse(readFileSync(join(ROOT, 'statemachines', `${name}.asl.json`), 'utf8')) as Definition;
}

/** A state with its path, e.g. `ScoreContenders/ScoreHoldout`. */
export interface LocatedState {
  readonly path: string;
  readonly name: string;
  readonly state: State;
}

/** Every state at any depth. */
export function allStates(flow: Flow, prefix = ''): readonly LocatedState[] {
  return Object.entries(flow.States).flatMap(([name, state]) => [
    { path: `${prefix}${name}`, name, state },
    ...innerFlows(state).flatMap((inner) => allStates(inner, `${prefix}${name}/`)),
  ]);
}

export function innerFlows(state: State): readonly Flow[] {
  return [...(state.ItemProcessor === undefined ? [] : [state.ItemProcessor]), ...(state.Branches ?? [])];
}

/** One way out of a state; `catch` ways come with the error, without what the state assigns. */
export interface Way extends Transition {
  readonly kind: 'next' | 'choice' | 'catch';
}

export function waysOut(state: State): readonly Way[] {
  const own = state.Assign === undefined ? {} : { Assign: state.Assign };
  return [
    ...(state.Next === undefined ? [] : [{ kind: 'next', Next: state.Next, ...own } as const]),
    ...(state.Default === undefined ? [] : [{ kind: 'choice', Next: state.Default, ...own } as const]),
    ...(state.Choices ?? []).map((choice) => ({ ...choice, kind: 'choice' }) as const),
    ...(state.Catch ?? []).map((rule) => ({ ...rule, kind: 'catch' }) as const),
  ];
}

/** A state without some of its fields. */
export function without<Fields extends keyof State>(
  state: State,
  ...fields: readonly Fields[]
): Omit<State, Fields> {
  return Object.fromEntries(
    Object.entries(state).filter(([name]) => !fields.some((field) => field === name)),
  ) as Omit<State, Fields>;
}
