import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BuildOutputError } from '#core/config/errors';
import { RESTING, restingDollars } from '#core/cost/at-rest';
import { loadProject, type Project } from '#lib/config/load-project';
import { BUDGET_DOLLARS, environmentCost } from '#lib/cost/at-rest';
import { stubBuild, synthesize, synthesizeFixture, TWO_MODELS } from '../support/synthesize.ts';

describe('synthesis', () => {
  it('S-04 gives equal bytes twice', async () => {
    const build = stubBuild();
    const project = await loadProject(TWO_MODELS, 'local');
    // From one call site: acknowledgements record where they were made.
    const [first, second] = [1, 2].map(() => synthesize(project, build));
    if (first === undefined || second === undefined) throw new Error('two syntheses');
    const files = readdirSync(first.directory).filter((name) => name.endsWith('.json'));
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      expect(
        readFileSync(join(second.directory, file)).equals(readFileSync(join(first.directory, file))),
      ).toBe(true);
    }
  });

  it('keeps the ids of what holds data: another id is another bucket', async () => {
    const { templates } = await synthesizeFixture();
    const storage = templates.get('gyre-local-storage')?.Resources ?? {};
    const ids = Object.entries(storage)
      .filter(([, { Type }]) => ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::DynamoDB::Table'].includes(Type))
      .map(([id]) => id)
      .sort();
    expect(ids).toMatchInlineSnapshot(`
      [
        "Bucketsaccesslogs0C1AA714",
        "BucketsartifactsCC0190D9",
        "Bucketsaudit1743EE1A",
        "BucketscaptureFFA3AD31",
        "Bucketslake7C4F1847",
        "Bucketslanding515FD445",
        "Bucketsreports16E4A5B4",
        "Bucketsstaging43969BDD",
        "Keysartifacts9959D219",
        "Keysdata1AE4B3AA",
        "Keysplatform444991FB",
        "KeyssigningC13DBB69",
        "RegistryTableDB777839",
      ]
    `);
  });

  it('costs little at rest', async () => {
    const cost = environmentCost((await synthesizeFixture()).stacks);
    expect(cost.platformDollars).toBeLessThanOrEqual(BUDGET_DOLLARS.platform);
    expect(cost.modelDollars).toBeLessThanOrEqual(BUDGET_DOLLARS.model);
    // What `gyre cost` counts with, without a project.
    expect(cost.platformDollars).toBeCloseTo(restingDollars(RESTING.platform), 10);
    expect(cost.modelDollars).toBeCloseTo(restingDollars(RESTING.model), 10);
  });

  it('has room for 200 models in an account with default quotas', async () => {
    const begin = performance.now();
    const { templates } = synthesize(manyModels(await loadProject(TWO_MODELS, 'local'), 200));
    const seconds = (performance.now() - begin) / 1000;
    const models = [...templates].filter(([name]) => name.startsWith('gyre-local-model-'));
    expect(models).toHaveLength(200);

    const types = [...templates.values()].flatMap(({ Resources }) =>
      Object.values(Resources).map(({ Type }) => Type),
    );
    const count = (type: string) => types.filter((one) => one === type).length;
    const perModel = models.map(([, { Resources }]) => Object.values(Resources));
    expect(Math.max(...perModel.map((resources) => resources.length))).toBeLessThanOrEqual(25);
    expect(perModel.flat().filter(({ Type }) => /Lambda|Events::Rule|Dashboard/.test(Type))).toEqual([]);
    expect(count('AWS::IAM::Role')).toBeLessThan(1000);
    expect(count('AWS::Events::Rule')).toBeLessThan(100);
    for (const template of templates.values()) {
      expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
      expect(JSON.stringify(template).length).toBeLessThan(1_000_000);
    }
    expect(seconds).toBeLessThan(60);
  });

  it('keeps the parameter of a revision inside 4 KB', async () => {
    const { templates } = await synthesizeFixture();
    const parameters = [...templates.values()].flatMap(({ Resources }) =>
      Object.values(Resources).filter(({ Type }) => Type === 'AWS::SSM::Parameter'),
    );
    for (const { Properties } of parameters)
      expect(JSON.stringify(Properties['Value']).length).toBeLessThan(3500);
  });

  it('refuses to synthesize functions that were not built', async () => {
    const build = stubBuild();
    rmSync(join(build, 'lambdas/data/profile-dataset'), { recursive: true });
    const project = await loadProject(TWO_MODELS, 'local');
    expect(() => synthesize(project, build)).toThrow(BuildOutputError);
  });
});

/** The project with its first model under many names. */
function manyModels(project: Project, count: number): Project {
  const [model] = project.models;
  if (model === undefined) throw new Error('the fixture has no model');
  const models = Array.from({ length: count }, (_, index) => ({
    ...model,
    config: { ...model.config, name: `model-${String(index).padStart(3, '0')}` },
  }));
  return { ...project, models };
}
