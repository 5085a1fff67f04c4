import { globSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT, readContracts } from '#build/bundle-lambdas';
import { loadProject } from '#lib/config/load-project';
import { STEPS_BY_ROOM } from '#lib/permissions/rooms';
import {
  listOf,
  type OwnedStatement,
  resourcesOf,
  type Synthesized,
  statementsIn,
  stubBuild,
  synthesize,
  TWO_MODELS,
  synthesizeFixture,
} from '../support/synthesize.ts';

describe('permissions', () => {
  let environment: Synthesized;
  let statements: readonly OwnedStatement[];
  beforeAll(async () => {
    environment = await synthesizeFixture();
    statements = statementsIn(environment);
  });

  const isIdentity = ({ type }: OwnedStatement) =>
    type === 'AWS::IAM::Policy' || type === 'AWS::IAM::ManagedPolicy';
  const allowed = () => statements.filter(({ Effect }) => Effect === 'Allow');

  it('H-13 name every action', () => {
    const wild = allowed().filter(({ Action }) => listOf(Action).some((action) => action.includes('*')));
    // A key without its account's own statement can be locked out of for ever.
    const exceptAccountOfKey = wild.filter(
      ({ type, Action, Principal }) =>
        !(type === 'AWS::KMS::Key' && Action === 'kms:*' && JSON.stringify(Principal).includes(':root')),
    );
    expect(exceptAccountOfKey).toEqual([]);
  });

  it('H-13 stand on all resources at most eight times, where a service has no resource type', () => {
    const all = allowed().filter(
      (statement) => isIdentity(statement) && listOf(statement.Resource).includes('*'),
    );
    expect(all.length).toBeLessThanOrEqual(8);
    const actions = new Set(
      all.flatMap(({ Action }) => listOf(Action).map((action) => action.split(':')[0])),
    );
    expect([...actions].sort()).toEqual(['cloudwatch', 'logs', 'xray']);
  });

  it('use no policy that AWS manages', () => {
    const attached = resourcesOf(environment, 'AWS::IAM::Role').flatMap(({ Properties }) =>
      listOf(Properties['ManagedPolicyArns'] as unknown[] | undefined),
    );
    expect(attached.length).toBeGreaterThan(0);
    expect(attached.every((arn) => JSON.stringify(arn).includes('policy/gyre-'))).toBe(true);
  });

  it('give every function and state machine a role of its own', () => {
    const owners = [
      ...resourcesOf(environment, 'AWS::Lambda::Function').map(({ Properties }) => Properties['Role']),
      ...resourcesOf(environment, 'AWS::StepFunctions::StateMachine').map(
        ({ Properties }) => Properties['RoleArn'],
      ),
    ].map((role) => JSON.stringify(role));
    expect(new Set(owners).size).toBe(owners.length);
  });

  it('have an entry for every function folder, and a folder for every entry that is built', () => {
    const folders = globSync('lambdas/*/*/handler.ts', { cwd: REPOSITORY_ROOT })
      .map((path) => path.split('/').slice(1, 3).join('/'))
      .filter(
        (step) => step.split('/')[0] !== undefined && Object.hasOwn(STEPS_BY_ROOM, step.split('/')[0] ?? ''),
      );
    const entries = Object.entries(STEPS_BY_ROOM).flatMap(([room, table]) =>
      Object.keys(table).map((step) => `${room}/${step}`),
    );
    expect(folders.filter((folder) => !entries.includes(folder))).toEqual([]);
  });

  it('set every variable that a contract asks for', async () => {
    const steps = globSync('lambdas/*/*/contract.ts', { cwd: REPOSITORY_ROOT })
      .map((path) => path.split('/').slice(1, 3).join('/'))
      .filter((step) => Object.hasOwn(STEPS_BY_ROOM, step.split('/')[0] ?? ''));
    const contracts = await readContracts(REPOSITORY_ROOT, steps);
    const project = await loadProject(TWO_MODELS, 'local');
    const { templates } = synthesize(project, stubBuild(contracts));
    expect(templates.has('gyre-local-platform')).toBe(true);
  });

  it('A-07 let uploads be read by their version, wherever they come from', () => {
    const steps = Object.values(STEPS_BY_ROOM).flatMap((table) => Object.entries(table));
    const stepsThat = (may: string, bucket: string, keys?: string) =>
      steps
        .filter(([, { permissions }]) =>
          permissions.some(
            (own) => own.may === may && 'bucket' in own && own.bucket === bucket && own.keys === keys,
          ),
        )
        .map(([step]) => step);
    const readers = ['profile-dataset', 'quarantine-dataset'];
    expect(stepsThat('read-object-versions', 'landing')).toEqual(readers);
    expect(stepsThat('read-object-versions', 'lake', 'labelled/*')).toEqual(readers);
    // Whoever looks for lost events asks for the newest version, which has to be read by the key alone.
    expect(stepsThat('read-objects', 'landing')).toEqual(['sweep-landing']);
  });

  it('let one function delete objects, of captures and no records beside them, by the clock', () => {
    const deleting = allowed().filter(({ Action }) => listOf(Action).includes('s3:DeleteObject'));
    const resources = deleting.flatMap(({ Resource }) => listOf(Resource)).map((one) => JSON.stringify(one));
    expect(resources).toEqual([expect.stringMatching(/gyre-local-capture-.*"\/\*\.jsonl\*"\]\]\}$/)]);
    const clock = resourcesOf(environment, 'AWS::Scheduler::Schedule').find(
      ({ Properties }) => Properties['Name'] === 'compact-captures',
    );
    expect(clock?.Properties['ScheduleExpression']).toBe('rate(1 hour)');
    expect(clock?.Properties['State']).toBe('DISABLED');
  });

  it('H-16 let training jobs start only when isolated from the network', () => {
    const create = allowed().filter(({ Action }) => listOf(Action).includes('sagemaker:CreateTrainingJob'));
    expect(
      create.every(({ Condition }) => JSON.stringify(Condition).includes('sagemaker:NetworkIsolation')),
    ).toBe(true);
  });

  it('H-12 pass roles of models only, and to SageMaker only', () => {
    const pass = allowed().filter(({ Action }) => listOf(Action).includes('iam:PassRole'));
    expect(pass.length).toBeGreaterThan(0);
    for (const { Resource, Condition } of pass) {
      expect(JSON.stringify(Resource)).toContain(':role/gyre-local-model-*');
      expect(Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } });
    }
  });

  it("keep one model's job from the data of another", () => {
    const duration = JSON.stringify(environment.templates.get('gyre-local-model-duration'));
    expect(duration).toContain('/duration/*');
    expect(duration).not.toContain('is-late');
  });
});
