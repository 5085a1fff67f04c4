/** A project whose files are wrong, as the command line tells it: nothing is started, and every fault has its place. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Damage, projectWith } from './support/broken-project.ts';
import { askGyre, runGyre } from './support/run-gyre.ts';

const CONFIG = 'gyre.config.ts';
const DATASET = 'datasets/trips/dataset.yaml';
const MODEL = 'models/duration/model.yaml';
const EXIT_USAGE = 2;

function broken(...damages: readonly Damage[]): string {
  const project = projectWith(...damages);
  onTestFinished(() => rmSync(project, { recursive: true }));
  return project;
}

interface Fault {
  readonly what: string;
  readonly damage: Damage;
  readonly code?: string;
  readonly message: string;
  readonly where: string;
  readonly received: string;
  readonly allowed: string;
  readonly fix: string;
}

const DATASET_FAULTS: readonly Fault[] = [
  {
    what: 'an unknown key',
    damage: { file: DATASET, from: 'labels: [minutes, late]', to: 'label: [minutes, late]' },
    message: 'unknown key label',
    where: `${DATASET}:5:1`,
    received: 'label',
    allowed: 'labels',
    fix: 'did you mean labels?',
  },
  {
    what: 'a number with its unit written after it',
    damage: { file: DATASET, from: 'columns:', to: 'freshness: { maximumAgeDays: 2d }\ncolumns:' },
    message: 'a value of freshness.maximumAgeDays is not allowed',
    where: `${DATASET}:6:14`,
    received: '"2d"',
    allowed: 'a number',
    fix: 'write a bare number in days, such as 2',
  },
  {
    what: 'a range on a column without numbers',
    damage: { file: DATASET, from: 'name: trip, type: string', to: 'name: trip, type: string, range: {}' },
    code: 'GYRE-104',
    message: 'columns.0.range: a range on a column that holds no numbers',
    where: `${DATASET}:7:33`,
    received: 'trip: string',
    allowed: 'range on columns of type integer or number',
    fix: 'remove the range, or correct the type',
  },
  {
    what: 'nothing in the file',
    damage: { file: DATASET, text: '# to be written\n' },
    message: 'the file states nothing',
    where: `${DATASET}:1:1`,
    received: 'no key',
    allowed: 'eventTime',
    fix: 'write the keys, or remove the file with its folder',
  },
];

const MODEL_FAULTS: readonly Fault[] = [
  {
    what: 'an unknown key',
    damage: { file: MODEL, from: 'metric: rmse', to: 'metric: rmse\n  holdoutDay: 14' },
    message: 'unknown key evaluation.holdoutDay',
    where: `${MODEL}:14:3`,
    received: 'holdoutDay',
    allowed: 'holdoutDays',
    fix: 'did you mean holdoutDays?',
  },
  {
    what: 'hours where minutes are counted',
    damage: { file: MODEL, from: 'Minutes: 30', to: 'Minutes: 2h' },
    message: 'a value of training.maximumRuntimeMinutes is not allowed',
    where: `${MODEL}:11:3`,
    received: '"2h"',
    allowed: 'a number',
    fix: 'write a bare number in minutes, such as 120',
  },
  {
    what: 'a bake in seconds',
    damage: {
      file: MODEL,
      from: 'strategy: canary',
      to: 'strategy: canary\n  bake: { maximumMinutes: 1800 }',
    },
    message: 'a value of deployment.bake.maximumMinutes is not allowed',
    where: `${MODEL}:16:11`,
    received: '1800',
    allowed: 'at most 1440',
    fix: 'set deployment.bake.maximumMinutes to what is allowed; it is counted in minutes',
  },
  {
    what: 'a guardrail over one instance',
    damage: { file: MODEL, from: 'strategy: canary', to: 'strategy: guardrail\n  instanceCount: 1' },
    code: 'GYRE-104',
    message:
      'deployment.instanceCount: a guardrail release shifts half of a fleet at most, so one instance cannot be split',
    where: `${MODEL}:16:3`,
    received: '1',
    allowed: '2 or more',
    fix: 'set instanceCount: 2, or choose strategy: canary',
  },
  {
    what: 'text that is not YAML',
    damage: { file: MODEL, from: 'label: minutes', to: 'label: "minutes' },
    code: 'GYRE-102',
    message: 'the file is not well-formed YAML',
    where: `${MODEL}:`,
    received: 'quote',
    allowed: '',
    fix: 'correct the line; indentation is by spaces, and a text with a colon needs quotes',
  },
  {
    what: 'no training script',
    damage: { file: 'models/duration/train.py', isRemoved: true },
    code: 'GYRE-105',
    message: 'the training script is missing',
    where: 'models/duration/train.py',
    received: 'no such file',
    allowed: 'a Python file in the model folder',
    fix: 'create train.py, or name the script in training.entryPoint',
  },
];

const CONFIG_FAULTS: readonly Fault[] = [
  {
    what: 'an unknown key',
    damage: { file: CONFIG, from: 'local: {}', to: "local: { profil: 'default' }" },
    message: 'unknown key environments.local.profil',
    where: `${CONFIG}: environments.local.profil`,
    received: 'profil',
    allowed: 'profile',
    fix: 'did you mean profile?',
  },
  {
    what: 'a word for a list',
    damage: { file: CONFIG, from: 'local: {}', to: "local: { notify: 'a@example.org' }" },
    message: 'a value of environments.local.notify is not allowed',
    where: `${CONFIG}: environments.local.notify`,
    received: '"a@example.org"',
    allowed: 'a list',
    fix: 'set environments.local.notify to what is allowed',
  },
];

describe.each([
  ['dataset.yaml', DATASET_FAULTS],
  ['model.yaml', MODEL_FAULTS],
  ['gyre.config.ts', CONFIG_FAULTS],
])('%s', (_, faults) => {
  test.each(faults)('$what is told with its place, and nothing is started', async (fault) => {
    const { damage, allowed, received, where, code = 'GYRE-103', message, fix } = fault;
    const project = broken(damage);
    const { code: exitCode, envelope } = await askGyre({ project }, 'local', 'up');
    expect(exitCode).toBe(EXIT_USAGE);
    expect(envelope).toMatchObject({ schema: 'gyre.local.up/1', ok: false, error: { code: 'GYRE-100' } });
    const [problem, ...others] = envelope.error?.problems ?? [];
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code, message, fix });
    expect(problem?.where).toContain(where);
    expect(problem?.received).toContain(received);
    expect(problem?.allowed ?? '').toContain(allowed);
    expect(existsSync(join(project, '.gyre'))).toBe(false);
  });
});

describe('gyre.config.ts that is no configuration', () => {
  test.each([
    ['broken syntax', 'export default {\n  environments { local: {} },\n};\n', ':2:16', /Expected/],
    ['a line that throws', 'const x = undefined;\nexport default x.y;\n', ':2:18', /of undefined/],
    ['no default export', 'export const environments = {};\n', '', /^exports: environments$/],
  ])('%s is told with line and column', async (_, text, place, received) => {
    const project = broken({ file: CONFIG, text });
    const { code, envelope } = await askGyre({ project }, 'local', 'up');
    expect([code, envelope.error?.code]).toEqual([EXIT_USAGE, 'GYRE-102']);
    expect(envelope.error?.where).toBe(`${join(project, CONFIG)}${place}`);
    expect(envelope.error?.received).toMatch(received);
  });

  test('an environment that it does not have, and a folder without it, are told as such', async () => {
    const elsewhere = broken({ file: CONFIG, from: 'local', to: 'locale' });
    expect(await askGyre({ project: elsewhere }, 'local', 'up')).toMatchObject({
      code: EXIT_USAGE,
      envelope: { error: { code: 'GYRE-107', received: 'local', allowed: 'locale' } },
    });
    const empty = mkdtempSync(join(tmpdir(), 'gyre-empty-'));
    onTestFinished(() => rmSync(empty, { recursive: true }));
    expect(await askGyre({ project: empty }, 'local', 'up')).toMatchObject({
      code: EXIT_USAGE,
      envelope: { error: { code: 'GYRE-101', where: empty, received: 'no gyre.config.ts' } },
    });
  });
});

describe('several faults at once', () => {
  const faults: readonly Damage[] = [
    { file: DATASET, from: 'minimum: 0, maximum: 6', to: 'minimum: 6, maximum: 0' },
    { file: MODEL, from: 'Minutes: 30', to: 'Minutes: 90s' },
  ];
  const [range, runtime] = [
    [
      'GYRE-104 columns.4.range: the minimum is above the maximum',
      `${DATASET}:11:37`,
      '6 to 0',
      'a minimum that is at most the maximum',
      'exchange or correct the two bounds',
    ],
    [
      'GYRE-103 a value of training.maximumRuntimeMinutes is not allowed',
      `${MODEL}:11:3`,
      '"90s"',
      'a number',
      'write a bare number in minutes',
    ],
  ] as const;

  test('a person reads all of them, each with its four facts', async () => {
    const { code, stdout, stderr } = await runGyre({ project: broken(...faults) }, 'local', 'up');
    const block = ([headline, where, received, allowed, fix]: readonly string[]) =>
      `${headline}\n  where     ${where}\n  received  ${received}\n  allowed   ${allowed}\n  Fix: ${fix}\n`;
    expect([code, stdout]).toEqual([EXIT_USAGE, '']);
    expect(stderr).toBe(
      [
        "error GYRE-100 the project's configuration has 2 problems\n" +
          '  Fix: mend what is listed below, file by file, and run the command again\n',
        block(range),
        block(runtime),
      ].join('\n'),
    );
  });

  test('gyre doctor tells them too, and fails', async () => {
    const project = broken(...faults);
    const { code, envelope } = await askGyre({ project }, 'doctor');
    const { findings } = envelope.data as { readonly findings: readonly { readonly check: string }[] };
    expect([code, envelope.ok]).toEqual([1, false]);
    expect(findings.find(({ check }) => check === 'project')).toMatchObject({
      status: 'fail',
      found: "GYRE-100 the project's configuration has 2 problems",
      problems: [
        { code: 'GYRE-104', where: range[1], received: range[2], allowed: range[3], fix: range[4] },
        { code: 'GYRE-103', where: runtime[1], received: runtime[2], allowed: runtime[3], fix: runtime[4] },
      ],
    });
    const { stdout } = await runGyre({ project }, 'doctor');
    for (const text of [...range, ...runtime]) expect(stdout).toContain(text);
  });
});
