import { expect, test } from 'vitest';
import { ServiceError } from '#local/sagemaker/service-error';
import { constraints, type Shape, validateRequest } from '#local/sagemaker/schema/validate';
import { fits, minimal, requestWith, shapeOf, type Step, validString } from './support/minimal-request.ts';

interface Case {
  readonly operation: string;
  readonly path: string;
  readonly constraint: string;
  readonly request: unknown;
}

/** Strings of which one breaks any pattern that can be broken. */
const ODD = ['', '!', ' ', '-', '\n', 'a b', 'ß', '\u{1F600}', '../..', 'x'];

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

/** Every constraint of every field that a request of the operation can have, each broken once. */
function casesOf(operation: string, root: string): Case[] {
  const cases: Case[] = [];
  visit(root, [], '', '');
  return cases;

  function visit(name: string, steps: readonly Step[], path: string, parts: string): void {
    const shape = shapeOf(name);
    const add = (constraint: string, value: unknown, at = path) =>
      cases.push({
        operation,
        path: at,
        constraint: `${parts}${constraint}`,
        request: requestWith(root, steps, value),
      });
    for (const { constraint, value } of violationsOf(shape)) add(constraint, value);
    for (const member of shape.required ?? []) {
      const others = Object.entries(minimal(name) as object).filter(([present]) => present !== member);
      add('Member must not be null', Object.fromEntries(others), join(path, member));
    }
    for (const [member, part] of Object.entries(shape.members ?? {}))
      visit(part, [...steps, { member }], join(path, member), '');
    if (shape.member !== undefined) {
      const isScalar = !['structure', 'list', 'map'].includes(shapeOf(shape.member).type);
      const at = isScalar ? path : `${path}.1.member`;
      visit(
        shape.member,
        [...steps, { part: 'item' }],
        at,
        isScalar ? 'Member must satisfy constraint: [' : '',
      );
    }
    if (shape.key !== undefined)
      visit(shape.key, [...steps, { part: 'key' }], path, 'Map keys must satisfy constraint: [');
    if (shape.value !== undefined)
      visit(shape.value, [...steps, { part: 'value' }], path, 'Map value must satisfy constraint: [');
  }
}

function join(path: string, member: string): string {
  return path === '' ? lowerFirst(member) : `${path}.${lowerFirst(member)}`;
}

function* violationsOf(shape: Shape): Generator<{ constraint: string; value: unknown }> {
  const what = ['integer', 'long', 'float', 'double'].includes(shape.type) ? 'value' : 'length';
  const low = `Member must have ${what} greater than or equal to ${shape.min}`;
  const high = `Member must have ${what} less than or equal to ${shape.max}`;
  if (shape.min !== undefined && (what === 'value' || shape.min > 0))
    yield { constraint: low, value: sized(shape, shape.min - 1) };
  if (shape.max !== undefined) yield { constraint: high, value: sized(shape, shape.max + 1) };
  if (shape.enum !== undefined)
    yield {
      constraint: `Member must satisfy enum value set: [${shape.enum.join(', ')}]`,
      value: 'NoSuchValue',
    };
  const odd = ODD.find((text) => !fits(shape, text));
  if (odd !== undefined)
    yield { constraint: `Member must satisfy regular expression pattern: ${shape.pattern}`, value: odd };
}

function sized(shape: Shape, size: number): unknown {
  switch (shape.type) {
    case 'list':
      return Array.from({ length: size }, () => minimal(shape.member ?? ''));
    case 'map': {
      const stem = validString(shapeOf(shape.key ?? ''));
      return Object.fromEntries(
        Array.from({ length: size }, (_, i) => [`${stem}${i}`, minimal(shape.value ?? '')]),
      );
    }
    case 'string':
      return 'a'.repeat(size);
    default:
      return size;
  }
}

/** The service wraps the constraints of a list's or map's parts in brackets: only the one in question is looked for. */
function names(message: string, { path, constraint }: Case): boolean {
  const [parts, wanted] = constraint.includes('[Member must')
    ? [constraint.slice(0, constraint.indexOf('[') + 1), constraint.slice(constraint.indexOf('[') + 1)]
    : ['', constraint];
  const from = message.indexOf(`at '${path}' failed to satisfy constraint: ${parts}`);
  return from >= 0 && message.slice(from).includes(wanted);
}

const allCases = Object.entries(constraints.operations).map(
  ([operation, root]) => [operation, root, casesOf(operation, root)] as const,
);

test.each(allCases)(
  '%s: its smallest request is valid, and every broken constraint is named',
  (operation, root, cases) => {
    expect(() => validateRequest(operation, minimal(root))).not.toThrow();
    const wrong = cases.filter((one) => {
      try {
        validateRequest(operation, one.request);
        return true;
      } catch (error) {
        return !(
          error instanceof ServiceError &&
          error.code === 'ValidationException' &&
          names(error.message, one)
        );
      }
    });
    expect(wrong.map(({ path, constraint }) => `${path}: ${constraint}`)).toEqual([]);
  },
);

test('the table has a case for each constraint of each reachable field', () => {
  const count = allCases.reduce((sum, [, , cases]) => sum + cases.length, 0);
  const byKind = (text: string) =>
    allCases.reduce(
      (sum, [, , cases]) => sum + cases.filter(({ constraint }) => constraint.includes(text)).length,
      0,
    );
  console.log(
    `${count} cases: ${byKind('not be null')} required, ${byKind('greater than')} minimum, ${byKind('less than')} maximum, ` +
      `${byKind('regular expression')} pattern, ${byKind('enum value')} enum`,
  );
  expect(allCases).toHaveLength(25);
  expect(count).toBeGreaterThan(900);
});

const messageOf = (operation: string, request: unknown): string => {
  try {
    validateRequest(operation, request);
    return '';
  } catch (error) {
    return error instanceof ServiceError ? `${error.code}: ${error.message}` : String(error);
  }
};

const training = (more: object) => ({ ...(minimal('CreateTrainingJobRequest') as object), ...more });

test('several violations are told at once', () => {
  expect(messageOf('CreateModel', {})).toBe(
    "ValidationException: 1 validation error detected: Value null at 'modelName' failed to satisfy constraint: Member must not be null",
  );
  expect(messageOf('CreateModel', { ModelName: 'a_b', ExecutionRoleArn: 'r' })).toMatch(
    /^ValidationException: 3 validation errors detected: .*; .*; /,
  );
});

test('a value too long in a map is told as the service does: the whole map, and every constraint of its values', () => {
  expect(
    messageOf('CreateTrainingJob', training({ HyperParameters: { rounds: '5', text: 'x'.repeat(2501) } })),
  ).toMatch(
    /^ValidationException: 1 validation error detected: Value '\{rounds=5, text=x+' at 'hyperParameters' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 2500, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: \.\*\]$/,
  );
});

test('a hyperparameter has no newline, an environment variable may', () => {
  expect(messageOf('CreateTrainingJob', training({ HyperParameters: { text: 'a\nb' } }))).toContain(
    "at 'hyperParameters'",
  );
  expect(messageOf('CreateTrainingJob', training({ Environment: { TEXT: 'a\nb' } }))).toBe('');
});

test('an element of a list of structures is told by its place, counted from 1', () => {
  const [channel] = [{ ChannelName: 'train', DataSource: {} }];
  const request = training({ InputDataConfig: [channel, { ...channel, ChannelName: 'no spaces' }] });
  expect(messageOf('CreateTrainingJob', request)).toContain(
    "Value 'no spaces' at 'inputDataConfig.2.member.channelName'",
  );
});

test.each([
  [
    'a string for a number',
    'CreateTrainingJob',
    training({ StoppingCondition: { MaxRuntimeInSeconds: '60' } }),
  ],
  [
    'a fraction for an integer',
    'CreateTrainingJob',
    training({ StoppingCondition: { MaxRuntimeInSeconds: 1.5 } }),
  ],
  ['a number for a string', 'CreateTrainingJob', training({ TrainingJobName: 5 })],
  ['a number for a boolean', 'CreateTrainingJob', training({ EnableNetworkIsolation: 1 })],
  ['a map for a list', 'CreateTrainingJob', training({ InputDataConfig: {} })],
  ['a list for a map', 'CreateTrainingJob', training({ HyperParameters: [] })],
  ['a string for a structure', 'CreateTrainingJob', training({ OutputDataConfig: 's3://b' })],
  ['a text for a time', 'ListModels', { CreationTimeAfter: 'yesterday' }],
  ['a list for the request', 'ListModels', []],
])('%s is a SerializationException', (_what, operation, request) => {
  expect(messageOf(operation, request)).toMatch(/^SerializationException: /);
});

test('fields the service does not know, and names of Object.prototype, are left alone', () => {
  expect(messageOf('ListModels', { NoSuchField: 1 })).toBe('');
  expect(
    messageOf(
      'CreateTrainingJob',
      training({ HyperParameters: JSON.parse('{"__proto__":"1","constructor":"2"}') as unknown }),
    ),
  ).toBe('');
});
