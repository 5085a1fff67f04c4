import { createRequire } from 'node:module';
import type { CatchRule, Definition, Flow, State } from './definition.ts';
import { expressionsIn } from './variables.ts';

interface Expression {
  evaluate(input: unknown, bindings: Readonly<Record<string, unknown>>): Promise<unknown>;
}
// The evaluator that the validator of definitions brings along.
const require = createRequire(createRequire(import.meta.url).resolve('asl-validator'));
const jsonata = require('jsonata') as (expression: string) => Expression;

/** Performs the task of a state; what it throws is the state's error, by its `name`. */
export type PerformTask = (state: string, args: unknown) => Promise<unknown>;

/** What the distributed maps of a machine meet outside of it. */
export interface MapWorld {
  /** Objects that a reader finds, by `<bucket>/<key>`. */
  readonly objects: Readonly<Record<string, string>>;
  /** Told of each run of a map before its first child. */
  readonly onRun?: (run: MapRun) => void;
}

export interface MapRun {
  readonly state: string;
  readonly items: readonly unknown[];
  readonly maxConcurrency: unknown;
  readonly results: unknown;
}

export interface MachineRun {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly output?: unknown;
  readonly error?: string;
  /** States in the order in which they were entered, a retry counting once. */
  readonly visited: readonly string[];
}

/**
 * Runs a definition in this process: transitions, variables, retries (without their pauses), Catch, Choice and Map, also
 * a distributed one, as Step Functions does them in JSONata. An expression without a value is an error there, and so it
 * is here.
 *
 * Waits take no time. What it does not know it refuses.
 */
export async function runMachine(
  definition: Definition,
  input: unknown,
  perform: PerformTask,
  maps: MapWorld = { objects: {} },
): Promise<MachineRun> {
  const visited: string[] = [];
  try {
    const at = '2026-01-01T00:00:00Z';
    const execution = { Id: 'arn:execution:test', Input: input, Name: 'test', StartTime: at };
    const context = { Execution: execution, State: { EnteredTime: at }, Task: { Token: 'token' } };
    const scope: Scope = { variables: {}, context, perform, visited, maps };
    return { status: 'SUCCEEDED', output: await runFlow(definition, input, scope), visited };
  } catch (error) {
    return { status: 'FAILED', error: error instanceof Error ? error.name : 'Unknown', visited };
  }
}

interface Scope {
  variables: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
  readonly perform: PerformTask;
  readonly visited: string[];
  readonly maps: MapWorld;
}

/** An error of Step Functions or of a Fail state. */
function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

const MOST_STEPS = 1000;

async function runFlow(flow: Flow, input: unknown, scope: Scope): Promise<unknown> {
  let [name, current] = [flow.StartAt, input];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const state = flow.States[name];
    if (state === undefined) throw failure('States.Runtime', `no state ${name}`);
    scope.visited.push(name);
    const left = await runState(name, state, current, scope);
    current = left.output;
    if (left.next === undefined) return current;
    name = left.next;
  }
  throw failure('States.Runtime', 'the machine does not end');
}

interface Left {
  readonly output: unknown;
  readonly next: string | undefined;
}

async function runState(name: string, state: State, input: unknown, scope: Scope): Promise<Left> {
  const states = { input, context: scope.context };
  const leave = async (
    way: { readonly Assign?: unknown; readonly Output?: unknown },
    next: string | undefined,
    more: Readonly<Record<string, unknown>>,
    otherwise: unknown,
  ): Promise<Left> => {
    const bindings = { ...scope.variables, states: { ...states, ...more } };
    const output = way.Output === undefined ? otherwise : await evaluate(way.Output, bindings);
    const assigned = await evaluate(way.Assign ?? {}, bindings);
    scope.variables = { ...scope.variables, ...(assigned as Record<string, unknown>) };
    return { output, next };
  };

  switch (state.Type) {
    case 'Succeed':
    case 'Pass':
    case 'Wait':
      return leave(state, state.Next, {}, input);
    case 'Fail':
      throw failure(
        String(await evaluate(state.Error ?? 'States.Failed', { ...scope.variables, states })),
        String(await evaluate(state.Cause ?? '', { ...scope.variables, states })),
      );
    case 'Choice': {
      for (const rule of state.Choices ?? []) {
        const holds = await evaluate(rule.Condition, { ...scope.variables, states });
        if (typeof holds !== 'boolean') throw failure('States.QueryEvaluationError', rule.Condition);
        if (holds) return leave(rule, rule.Next, {}, input);
      }
      return leave(state, state.Default, {}, input);
    }
    case 'Task':
    case 'Map': {
      const work = state.Type === 'Task' ? runTask : runMap;
      for (let attempt = 1; ; attempt += 1) {
        try {
          const result = await work(name, state, states, scope);
          return await leave(state, state.Next, { result }, result);
        } catch (error) {
          const errorName = error instanceof Error ? error.name : 'Unknown';
          const rule = state.Retry?.find((candidate) => matches(candidate.ErrorEquals, errorName));
          if (rule !== undefined && attempt <= (rule.MaxAttempts ?? 3)) continue;
          const caught: CatchRule | undefined = state.Catch?.find((candidate) =>
            matches(candidate.ErrorEquals, errorName),
          );
          if (caught === undefined) throw error;
          const errorOutput = { Error: errorName, Cause: error instanceof Error ? error.message : '' };
          return leave(caught, caught.Next, { errorOutput }, errorOutput);
        }
      }
    }
    case 'Parallel':
      throw failure('States.Runtime', 'Parallel is not run here');
  }
}

async function runTask(name: string, state: State, states: object, scope: Scope): Promise<unknown> {
  const args = await evaluate(state.Arguments ?? {}, { ...scope.variables, states });
  const isFunction = state.Resource?.startsWith('arn:aws:states:::lambda:invoke') === true;
  if (!isFunction) return scope.perform(name, args);
  // A payload crosses a wire: what JSON does not carry does not arrive.
  const { Payload: payload } = JSON.parse(JSON.stringify(args)) as { readonly Payload: unknown };
  const answer = await scope.perform(name, payload);
  // The answer of a task that waits for its token is what came with the token.
  if (state.Resource.endsWith('.waitForTaskToken')) return answer;
  return { StatusCode: 200, Payload: JSON.parse(JSON.stringify(answer)) as unknown };
}

async function runMap(name: string, state: State, states: object, scope: Scope): Promise<unknown> {
  if (state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED')
    return runDistributedMap(name, state, states, scope);
  const items = await evaluate(state.Items, { ...scope.variables, states });
  if (!Array.isArray(items) || state.ItemProcessor === undefined) throw failure('States.Runtime', name);
  const results: unknown[] = [];
  for (const item of items) results.push(await runFlow(state.ItemProcessor, item, { ...scope }));
  return results;
}

/** Children know nothing of the outside, and their results go to the writer. One that fails fails the run. */
async function runDistributedMap(name: string, state: State, states: object, scope: Scope): Promise<unknown> {
  const { ItemReader: reader, ItemProcessor: processor, ResultWriter: writer } = state;
  if (processor === undefined || reader?.ReaderConfig?.InputType !== 'JSONL')
    throw failure('States.Runtime', `${name} is not run here`);
  const resolve = (value: unknown) => evaluate(value ?? {}, { ...scope.variables, states });
  const source = (await resolve(reader.Arguments)) as { readonly Bucket: string; readonly Key: string };
  const text = scope.maps.objects[`${source.Bucket}/${source.Key}`];
  if (text === undefined) throw failure('States.ItemReaderFailed', source.Key);
  const items = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as unknown]));
  const results = await resolve(writer?.Arguments);
  const maxConcurrency = await resolve(state.MaxConcurrency);
  scope.maps.onRun?.({ state: name, items, maxConcurrency, results });
  for (const item of items) {
    try {
      await runFlow(processor, item, { ...scope, variables: {} });
    } catch (error) {
      const cause = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw failure('States.ExceedToleratedFailureThreshold', cause);
    }
  }
  return { MapRunArn: 'arn:mapRun:test', ResultWriterDetails: results };
}

function matches(names: readonly string[], errorName: string): boolean {
  // Of a Lambda, everything it throws is a failed task; States.ALL leaves out what no Catch sees.
  return names.some(
    (name) =>
      name === errorName ||
      name === 'States.ALL' ||
      (name === 'States.TaskFailed' && errorName !== 'States.Timeout'),
  );
}

/** Replaces every expression within a value by what it yields. */
async function evaluate(value: unknown, bindings: Readonly<Record<string, unknown>>): Promise<unknown> {
  if (typeof value === 'string') {
    const [expression] = expressionsIn(value);
    if (expression === undefined) return value;
    const result = await jsonata(expression).evaluate(undefined, bindings);
    if (result === undefined) throw failure('States.QueryEvaluationError', `no value: ${expression}`);
    return JSON.parse(JSON.stringify(result)) as unknown;
  }
  if (Array.isArray(value)) return Promise.all(value.map((item) => evaluate(item, bindings)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, inner]) => [key, await evaluate(inner, bindings)] as const),
  );
  return Object.fromEntries(entries);
}
