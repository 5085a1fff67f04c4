import { describe, expect, test } from 'vitest';
import { aslChecks } from './asl-checks.ts';
import { type Definition, readMachine, type State, without } from './support/definition.ts';
import { needs } from './support/variables.ts';

const retry = [
  {
    ErrorEquals: ['Lambda.ServiceException'],
    IntervalSeconds: 1,
    MaxAttempts: 3,
    BackoffRate: 2,
    MaxDelaySeconds: 30,
    JitterStrategy: 'FULL',
  },
];

function task(name: string, change: Partial<State> = {}): State {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: `\${${name}FunctionArn}`, Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    TimeoutSeconds: 60,
    Retry: retry,
    Catch: [
      { ErrorEquals: ['States.ALL'], Assign: { failure: '{% $states.errorOutput.Error %}' }, Next: 'Failed' },
    ],
    Next: 'Found',
    ...change,
  };
}

function machine(states: Readonly<Record<string, State>> = {}): Definition {
  return {
    QueryLanguage: 'JSONata',
    StartAt: 'ProfileDataset',
    TimeoutSeconds: 3600,
    States: {
      ProfileDataset: task('ProfileDataset', { Assign: { rows: '{% $states.result.Payload.rows %}' } }),
      Found: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $rows > 0 %}', Next: 'Done' }],
        Default: 'Failed',
      },
      Done: { Type: 'Succeed' },
      Failed: { Type: 'Fail', Error: 'Failed' },
      ...states,
    },
  };
}

const findings = (definition: Definition) => aslChecks.flatMap(({ find }) => find(definition));

test('a good machine has no findings', () => {
  expect(findings(machine())).toEqual([]);
});

describe('each rule finds what it is for', () => {
  const profile = task('ProfileDataset');
  const cases: readonly (readonly [string, Readonly<Record<string, State>>, RegExp])[] = [
    ['a transition to nowhere', { ProfileDataset: task('ProfileDataset', { Next: 'Nowhere' }) }, /Nowhere/],
    ['a state that nothing leads to', { Lost: { Type: 'Succeed' } }, /^Lost: no way leads here/],
    [
      'a circle without end',
      {
        ProfileDataset: task('ProfileDataset', { Next: 'Again' }),
        Again: { Type: 'Pass', Next: 'Circle' },
        Circle: { Type: 'Pass', Next: 'Again' },
      },
      /^Again: no way to an end/,
    ],
    [
      'a task without timeout',
      { ProfileDataset: without(profile, 'TimeoutSeconds') },
      /^ProfileDataset: no TimeoutSeconds/,
    ],
    ['a task without retry', { ProfileDataset: without(profile, 'Retry') }, /^ProfileDataset: no Retry/],
    [
      'a task without catch',
      { ProfileDataset: without(profile, 'Catch') },
      /^ProfileDataset: States.ALL is not caught last/,
    ],
    [
      'a retry without jitter',
      {
        ProfileDataset: task('ProfileDataset', {
          Retry: [{ ...retry[0], ErrorEquals: ['Lambda.ServiceException'], JitterStrategy: 'NONE' }],
        }),
      },
      /lacks MaxAttempts, MaxDelaySeconds or full jitter/,
    ],
    [
      'a retry of everything',
      { ProfileDataset: task('ProfileDataset', { Retry: [{ ...retry[0], ErrorEquals: ['States.ALL'] }] }) },
      /retries every error/,
    ],
    [
      'an error that nobody throws',
      {
        ProfileDataset: task('ProfileDataset', {
          Retry: [{ ...retry[0], ErrorEquals: ['RegistryContentionErorr'] }],
        }),
      },
      /nobody throws RegistryContentionErorr/,
    ],
    [
      'a choice without default',
      { Found: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'Done' }] } },
      /^Found: no Default/,
    ],
    [
      'a variable that the failing way does not assign',
      { Failed: { Type: 'Pass', Output: "{% $rows & ' rows' %}", End: true } },
      /^Failed: \$rows is not assigned on every way here/,
    ],
    [
      'fields of a result where there is only an error',
      { Failed: { Type: 'Pass', Output: '{% $states.input.rows %}', End: true } },
      /^Failed: reads fields of its input, which is an error when ProfileDataset fails/,
    ],
    [
      'an error read after success',
      { ProfileDataset: task('ProfileDataset', { Assign: { rows: '{% $states.errorOutput.Error %}' } }) },
      /reads errorOutput outside of Catch/,
    ],
    [
      'a result read after failure',
      {
        ProfileDataset: task('ProfileDataset', {
          Assign: { rows: 1 },
          Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.result %}', Next: 'Failed' }],
        }),
      },
      /reads result within Catch/,
    ],
    [
      'a function without folder',
      { ProfileDataset: task('ProfileDatasets') },
      /ProfileDatasetsFunctionArn} names nothing/,
    ],
    [
      'a state named unlike its function',
      { ProfileDataset: task('CommitDataset') },
      /calls CommitDataset, a state is named/,
    ],
  ];
  test.each(cases)('%s', (_, states, finding) => {
    const found = findings(machine(states));
    expect(
      found.some((text) => finding.test(text)),
      found.join('\n'),
    ).toBe(true);
  });

  test('a machine without timeout, or in another language', () => {
    const { QueryLanguage, StartAt, States } = machine();
    expect(findings({ QueryLanguage: QueryLanguage ?? '', StartAt, States })).toEqual([
      'the machine has no TimeoutSeconds',
    ]);
    expect(findings({ ...machine(), QueryLanguage: 'JSONPath' })).toContain('QueryLanguage is not JSONata');
  });

  test('a defect within a map', () => {
    const inside: State = {
      Type: 'Map',
      Items: '{% $states.input %}',
      ItemProcessor: {
        StartAt: 'Take',
        States: { Take: { Type: 'Pass', Output: '{% $item %}', End: true }, Lost: { Type: 'Succeed' } },
      },
      Next: 'Found',
    };
    const found = findings(
      machine({
        ProfileDataset: task('ProfileDataset', { Assign: { rows: 1 }, Next: 'Each' }),
        Each: inside,
      }),
    );
    expect(found).toContain('Lost: no way leads here');
    expect(found).toContain('Take: $item is not assigned on every way here');
  });
});

test('a variable of the outside within a distributed map', () => {
  const definition = machine();
  const find = (Mode: 'INLINE' | 'DISTRIBUTED') => {
    const Each: State = {
      Type: 'Map',
      ItemProcessor: {
        ProcessorConfig: { Mode, ExecutionType: 'EXPRESS' },
        StartAt: 'Take',
        States: { Take: { Type: 'Pass', Output: '{% $rows %}', End: true } },
      },
      Next: 'Found',
    };
    const Start = task('ProfileDataset', { Assign: { rows: 1 }, Next: 'Each' });
    return findings({ ...definition, States: { ...definition.States, ProfileDataset: Start, Each } });
  };
  expect(find('INLINE')).toEqual([]);
  expect(find('DISTRIBUTED')).toEqual(['Take: $rows is not assigned on every way here']);
});

test.each([
  ['$exists($a) ? $a : $b', ['b']],
  ["'$text' & $a", ['a']],
  ['($x := $a; $x + 1)', ['a']],
  ['$map($items, function($item, $index) { $item.name })', ['items']],
  ['$states.input.a & $string($n)', ['n']],
])('the variables that %s needs', (expression, names) => {
  expect(needs(expression)).toEqual(names);
});

test('a real machine with one Catch taken away is found', () => {
  const definition = readMachine('data');
  const profile = without(definition.States['ProfileDataset'] ?? task('ProfileDataset'), 'Catch');
  const found = findings({ ...definition, States: { ...definition.States, ProfileDataset: profile } });
  expect(found).toEqual(['ProfileDataset: States.ALL is not caught last']);
});
