import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { InvalidProjectError } from '#core/config/errors';
import { describeError, type GyreError } from '#core/errors';
import { loadProject } from '#lib/config/load-project';

const FIXTURE = join(import.meta.dirname, '../../fixtures/projects/two-models');
const MODEL = 'models/duration/model.yaml';
const DATASET = 'datasets/trips/dataset.yaml';

const copies: string[] = [];
afterEach(() => {
  for (const copy of copies.splice(0)) rmSync(copy, { recursive: true });
});

/** A copy of the fixture in which one line of one file is another. */
function projectWith(file: string, from: string, to: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'gyre-project-'));
  copies.push(copy);
  cpSync(FIXTURE, copy, { recursive: true });
  // Outside the repository the import alias of the fixture does not resolve, and a plain object does as well.
  writeFileSync(
    join(copy, 'gyre.config.ts'),
    "export default { environments: { local: {}, production: { profile: 'regulated' } } };\n",
  );
  const text = readFileSync(join(copy, file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(join(copy, file), text.replace(from, to));
  return copy;
}

async function problemsOf(root: string, environment = 'local'): Promise<readonly GyreError[]> {
  try {
    await loadProject(root, environment);
  } catch (error) {
    if (error instanceof InvalidProjectError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadProject', () => {
  it('reads environments, datasets and models, with defaults filled in and features resolved', async () => {
    const project = await loadProject(FIXTURE, 'local');
    expect(project.environment).toMatchObject({
      ...{ profile: 'default', schedules: 'off', notify: [], mapConcurrency: 200 },
    });
    expect(project.datasets.map((dataset) => dataset.name)).toEqual(['trips']);
    expect(project.models.map(({ config }) => [config.name, config.features])).toEqual([
      ['duration', ['distance', 'temperature', 'weekday']],
      ['is-late', ['distance', 'temperature']],
    ]);
    expect(project.models[0]?.config).toMatchObject({ key: ['trip'], eventTime: 'departure' });
  });

  it('gives a project that nothing can change', async () => {
    const project = await loadProject(FIXTURE, 'local');
    expect(Object.isFrozen(project.models[0]?.config.training.hyperparameters)).toBe(true);
  });

  it.each([
    {
      what: 'an unknown key with a near name',
      edit: [MODEL, '  maximumRuntimeMinutes: 30', '  maximumRuntimeMinute: 30'],
      expected: {
        code: 'GYRE-103',
        where: `${MODEL}:11:3`,
        received: 'maximumRuntimeMinute',
        fix: 'did you mean maximumRuntimeMinutes?',
      },
    },
    {
      what: 'an unknown key that names the idea and unit of another',
      edit: [MODEL, '  maximumRuntimeMinutes: 30', '  timeoutMinutes: 60'],
      expected: {
        where: `${MODEL}:11:3`,
        received: 'timeoutMinutes',
        fix: 'did you mean maximumRuntimeMinutes?',
      },
    },
    {
      what: 'a key of another room',
      edit: [MODEL, 'evaluation:\n', 'holdoutDays: 20\nevaluation:\n'],
      expected: {
        where: `${MODEL}:12:1`,
        fix: 'move it: this key belongs at evaluation.holdoutDays',
      },
    },
    {
      what: 'a number with its unit written after it',
      edit: [MODEL, 'maximumRuntimeMinutes: 30', 'maximumRuntimeMinutes: 30m'],
      expected: {
        where: `${MODEL}:11:3`,
        received: '"30m"',
        allowed: 'a number',
        fix: 'write a bare number in minutes, such as 30',
      },
    },
    {
      what: 'a number out of range',
      edit: [MODEL, 'maximumRuntimeMinutes: 30', 'maximumRuntimeMinutes: 4000'],
      expected: { received: '4000', allowed: 'at most 2880' },
    },
    {
      what: 'a word that is nearly one of the choices',
      edit: [MODEL, 'strategy: canary', 'strategy: canari'],
      expected: { received: '"canari"', fix: 'did you mean canary?' },
    },
    {
      what: 'a missing key',
      edit: [MODEL, 'label: minutes\n', ''],
      expected: { received: 'nothing', allowed: 'a text', fix: 'add label' },
    },
    {
      what: 'text that is not YAML',
      edit: [MODEL, 'label: minutes', 'label: [minutes'],
      expected: { code: 'GYRE-102' },
    },
    {
      what: 'a key given twice',
      edit: [MODEL, 'label: minutes', 'label: minutes\nlabel: late'],
      expected: { code: 'GYRE-102', where: `${MODEL}:8:1` },
    },
    {
      what: 'a name that is not the folder',
      edit: [MODEL, 'name: duration', 'name: durations'],
      expected: { where: `${MODEL}:1:1`, received: 'durations', allowed: 'duration' },
    },
    {
      what: 'a label that is not among the labels of the dataset',
      edit: [MODEL, 'label: minutes', 'label: minute'],
      expected: { where: `${MODEL}:7:1`, allowed: 'minutes, late', fix: 'did you mean minutes?' },
    },
    {
      what: 'a feature that is not in the dataset',
      edit: [MODEL, 'features: all', 'features: [distance, temprature]'],
      expected: { where: `${MODEL}:8:22`, received: 'temprature', fix: 'did you mean temperature?' },
    },
    {
      what: 'the label among the features',
      edit: [MODEL, 'features: all', 'features: [distance, minutes]'],
      expected: { received: 'minutes', allowed: 'distance, temperature, weekday' },
    },
    {
      what: 'a dataset that the project does not have',
      edit: [MODEL, 'dataset: trips', 'dataset: trip'],
      expected: { where: `${MODEL}:6:1`, allowed: 'trips', fix: 'did you mean trips?' },
    },
    {
      what: 'a metric of the other problem',
      edit: [MODEL, 'metric: rmse', 'metric: auc'],
      expected: { where: `${MODEL}:13:3`, received: 'auc for a regression problem', allowed: 'rmse, mae' },
    },
    {
      what: 'automatic approval of a risky model',
      edit: [MODEL, 'risk: low', 'risk: high'],
      expected: { where: `${MODEL}:16:15`, received: 'automatic with risk high', fix: 'set mode: manual' },
    },
    {
      what: 'a canary on a serverless target',
      edit: [MODEL, '  strategy: canary', '  strategy: canary\n  target: serverless'],
      expected: { where: `${MODEL}:15:3`, received: 'canary on a serverless target', allowed: 'all-at-once' },
    },
    {
      what: 'native capture on a serverless target',
      edit: [
        MODEL,
        '  strategy: canary\n  approval: { mode: automatic }\nserving:\n  capture: front-door',
        '  strategy: all-at-once\n  target: serverless\nserving:\n  capture: native',
      ],
      expected: { received: 'native on a serverless target', fix: 'set capture: front-door' },
    },
    {
      what: 'native capture with a mask',
      edit: [
        'models/is-late/model.yaml',
        '  mask: [temperature]',
        '  mask: [temperature]\n  capture: native',
      ],
      expected: { received: 'mask of temperature with native capture' },
    },
    {
      what: 'a masked feature in labelled rows',
      edit: [
        'models/is-late/model.yaml',
        '  mask: [temperature]',
        '  mask: [temperature]\n  labelledRowsTo: trips',
      ],
      expected: { received: 'temperature', allowed: 'no mask when labelled rows come from captures' },
    },
    {
      what: 'a drift trigger without captures',
      edit: ['models/is-late/model.yaml', '  mask: [temperature]', '  capture: none'],
      expected: { received: 'drift with capture: none' },
    },
    {
      what: 'an answer of several columns at the front door',
      edit: [
        'models/is-late/model.yaml',
        '  mask: [temperature]',
        '  mask: [temperature]\n  answerColumn: score',
      ],
      expected: { received: 'score with capture: front-door', allowed: 'capture: native' },
    },
    {
      what: 'scaling bounds the wrong way round',
      edit: [
        MODEL,
        '  strategy: canary',
        '  strategy: canary\n  autoscaling: { minimumInstances: 4, maximumInstances: 2 }',
      ],
      expected: { where: `${MODEL}:16:3`, received: '4 to 2' },
    },
    {
      what: 'a range the wrong way round',
      edit: [DATASET, 'range: { minimum: 0, maximum: 6 }', 'range: { minimum: 6, maximum: 0 }'],
      expected: { where: `${DATASET}:11:37`, received: '6 to 0' },
    },
    {
      what: 'an event time that is no timestamp',
      edit: [DATASET, 'eventTime: departure', 'eventTime: distance'],
      expected: { where: `${DATASET}:4:1`, received: 'distance: number' },
    },
    {
      what: 'a column listed twice',
      edit: [DATASET, '{ name: weekday,', '{ name: distance,'],
      expected: { received: 'distance', allowed: 'each column once' },
    },
    {
      what: 'a key column that no column is',
      edit: [DATASET, 'key: [trip]', 'key: [trips]'],
      expected: { where: `${DATASET}:3:7`, fix: 'did you mean trip?' },
    },
  ])('refuses $what', async ({ edit, expected }) => {
    const [file = '', from = '', to = ''] = edit;
    const [first] = await problemsOf(projectWith(file, from, to));
    const { code, ...facts } = { code: undefined, ...expected };
    expect(first?.facts).toMatchObject(facts);
    if (code !== undefined) expect(first?.code).toBe(code);
    expect(first?.facts.fix).not.toBe('');
  });

  it('refuses a serverless target and local disks in a regulated environment', async () => {
    const serverless = projectWith(
      MODEL,
      '  strategy: canary',
      '  strategy: all-at-once\n  target: serverless',
    );
    expect((await problemsOf(serverless, 'production')).map((problem) => problem.facts.received)).toContain(
      'serverless',
    );
    const localDisks = projectWith(MODEL, 'ml.m5.xlarge', 'ml.m5d.xlarge');
    expect(await problemsOf(localDisks)).toEqual([]);
    expect((await problemsOf(localDisks, 'production'))[0]?.facts.fix).toContain('ml.m5.xlarge');
  });

  it('reports every problem of a project in one run', async () => {
    const root = projectWith(MODEL, 'label: minutes', 'label: minute\nunknown: 1');
    writeFileSync(join(root, DATASET), 'name: trips\n');
    const problems = await problemsOf(root);
    expect(problems.length).toBeGreaterThanOrEqual(4);
    expect(problems.every((problem) => describeError(problem).includes('Fix: '))).toBe(true);
  });

  it('refuses a folder without gyre.config.ts and an environment that it does not have', async () => {
    await expect(loadProject(tmpdir(), 'local')).rejects.toMatchObject({ code: 'GYRE-101' });
    await expect(loadProject(FIXTURE, 'prodution')).rejects.toMatchObject({
      code: 'GYRE-107',
      facts: { allowed: 'local, production', fix: 'did you mean production?' },
    });
  });

  it('A-16 leaves the object prototype alone when keys are hostile', async () => {
    const root = projectWith(MODEL, 'features: all', 'features: all\n__proto__: { polluted: true }');
    await problemsOf(root);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
