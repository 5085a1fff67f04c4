import { createRequire } from 'node:module';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { readErrorCatalogue } from '#build/error-catalogue';
import {
  allStates,
  type Definition,
  type Flow,
  innerFlows,
  ROOT,
  type State,
  waysOut,
  without,
} from './support/definition.ts';
import { expressionsIn, unassignedUses } from './support/variables.ts';

/** A rule that every state machine keeps; its findings name the state and what is wrong with it. */
export interface AslCheck {
  readonly title: string;
  readonly find: (definition: Definition) => readonly string[];
}

/** What Step Functions, Lambda and the integrations throw by themselves. */
const SERVICE_ERROR = /^(States|Lambda|Runtime|Sandbox|SageMaker|StepFunctions)\.[A-Z]\w+$/;

/** The rules for all machines. `aslChecks.flatMap(({ find }) => find(definition))` is empty for a good one. */
export const aslChecks: readonly AslCheck[] = [
  { title: 'is valid Amazon States Language in JSONata', find: invalidities },
  { title: 'reaches every state, and an end from each', find: unreachable },
  { title: 'ends by itself: machine and tasks have timeouts', find: endless },
  { title: 'retries with a limit, a longest delay and full jitter', find: stormyRetries },
  { title: 'catches every error of a task, the rest by States.ALL last', find: uncaught },
  { title: 'names only errors that exist', find: unknownErrors },
  { title: 'has a default in every choice', find: openChoices },
  { title: 'uses only variables that every way assigns', find: (definition) => unassignedUses(definition) },
  { title: 'reads results after success and errors after failure', find: misplacedReads },
  { title: 'names functions and machines that exist', find: danglingPlaceholders },
];

interface Validation {
  readonly isValid: boolean;
  errorsText(separator: string): string;
}
// The package ships no types.
const validate = createRequire(import.meta.url)('asl-validator') as (definition: unknown) => Validation;

function invalidities(definition: Definition): readonly string[] {
  const language = definition.QueryLanguage === 'JSONata' ? [] : ['QueryLanguage is not JSONata'];
  // The validator writes into what it is given.
  const validation = validate(structuredClone(definition));
  return validation.isValid ? language : [...language, validation.errorsText('\n')];
}

function unreachable(flow: Flow): readonly string[] {
  const reached = reachableFrom(flow, flow.StartAt);
  return Object.entries(flow.States).flatMap(([name, state]) => [
    ...(reached.has(name) ? [] : [`${name}: no way leads here`]),
    ...([...reachableFrom(flow, name)].some((next) => isTerminal(flow.States[next]))
      ? []
      : [`${name}: no way to an end`]),
    ...innerFlows(state).flatMap(unreachable),
  ]);
}

function isTerminal(state: State | undefined): boolean {
  return state?.End === true || state?.Type === 'Fail' || state?.Type === 'Succeed';
}

function reachableFrom(flow: Flow, start: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [start];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const state = flow.States[name];
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    pending.push(...waysOut(state).map((way) => way.Next));
  }
  return reached;
}

function tasks(definition: Definition) {
  return allStates(definition).filter(({ state }) => state.Type === 'Task');
}

function endless(definition: Definition): readonly string[] {
  return [
    ...(definition.TimeoutSeconds === undefined ? ['the machine has no TimeoutSeconds'] : []),
    ...tasks(definition).flatMap(({ path, state }) =>
      state.TimeoutSeconds === undefined ? [`${path}: no TimeoutSeconds`] : [],
    ),
  ];
}

function stormyRetries(definition: Definition): readonly string[] {
  return allStates(definition).flatMap(({ path, state }) => {
    const rules = state.Retry ?? [];
    const none = state.Type === 'Task' && rules.length === 0 ? [`${path}: no Retry`] : [];
    const loose = rules
      .filter(
        (rule) =>
          rule.MaxDelaySeconds === undefined ||
          rule.JitterStrategy !== 'FULL' ||
          rule.MaxAttempts === undefined,
      )
      .map(
        (rule) =>
          `${path}: retry of ${rule.ErrorEquals.join(', ')} lacks MaxAttempts, MaxDelaySeconds or full jitter`,
      );
    const all = rules
      .filter((rule) =>
        rule.ErrorEquals.some((name) => name === 'States.ALL' || name === 'States.TaskFailed'),
      )
      .map(() => `${path}: retries every error: one that repeats for ever only costs`);
    return [...none, ...loose, ...all];
  });
}

function uncaught(definition: Definition): readonly string[] {
  return tasks(definition).flatMap(({ path, state }) =>
    state.Catch?.at(-1)?.ErrorEquals.join() === 'States.ALL'
      ? []
      : [`${path}: States.ALL is not caught last`],
  );
}

function unknownErrors(definition: Definition): readonly string[] {
  const known = new Set(readErrorCatalogue(ROOT).map(({ name }) => name));
  return allStates(definition).flatMap(({ path, state }) =>
    [...(state.Retry ?? []), ...(state.Catch ?? [])]
      .flatMap((rule) => rule.ErrorEquals)
      .filter((name) => !known.has(name) && !SERVICE_ERROR.test(name))
      .map((name) => `${path}: nobody throws ${name}`),
  );
}

function openChoices(definition: Definition): readonly string[] {
  return allStates(definition)
    .filter(({ state }) => state.Type === 'Choice' && state.Default === undefined)
    .map(({ path }) => `${path}: no Default`);
}

/** A Catch hands on {Error, Cause}: the state behind it must not look for fields of a result in its input. */
function misplacedReads(flow: Flow): readonly string[] {
  return Object.entries(flow.States).flatMap(([name, state]) => {
    const rules = state.Catch ?? [];
    const own = without(state, 'Catch', 'ItemProcessor', 'Branches');
    const reads = (value: unknown, what: string) =>
      expressionsIn(value).some((expression) => expression.includes(`$states.${what}`));
    return [
      ...(reads(own, 'errorOutput') ? [`${name}: reads errorOutput outside of Catch`] : []),
      ...(reads(rules, 'result') ? [`${name}: reads result within Catch`] : []),
      ...rules
        .filter((rule) => rule.Output === undefined && readsFields(flow.States[rule.Next]))
        .map((rule) => `${rule.Next}: reads fields of its input, which is an error when ${name} fails`),
      ...innerFlows(state).flatMap(misplacedReads),
    ];
  });
}

function readsFields(state: State | undefined): boolean {
  if (state === undefined) return false;
  return expressionsIn(without(state, 'ItemProcessor', 'Branches')).some((expression) =>
    /\$states\.input\.(?!Error\b|Cause\b)/.test(expression),
  );
}

const kebabCase = (name: string) => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();

function danglingPlaceholders(definition: Definition): readonly string[] {
  const placeholders = [...JSON.stringify(definition).matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  const functions = new Set(
    globSync('lambdas/*/*/handler.ts', { cwd: ROOT }).map((path) => path.split('/').at(-2)),
  );
  const wrong = [...new Set(placeholders)].filter((name) => {
    if (name.endsWith('FunctionArn')) return !functions.has(kebabCase(name.slice(0, -'FunctionArn'.length)));
    const machine = kebabCase(name.slice(0, -'MachineArn'.length));
    return !name.endsWith('MachineArn') || !existsSync(join(ROOT, 'statemachines', `${machine}.asl.json`));
  });
  const mistitled = tasks(definition).flatMap(({ path, name, state }) => {
    const called = /\$\{(\w+)FunctionArn\}/.exec(JSON.stringify(state.Arguments ?? ''))?.[1];
    return called === undefined || called === name
      ? []
      : [`${path}: calls ${called}, a state is named as its function`];
  });
  return [...wrong.map((name) => `\${${name}} names nothing that exists`), ...mistitled];
}
