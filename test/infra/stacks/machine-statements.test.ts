import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '#build/bundle-lambdas';
import { BuildOutputError } from '#core/config/errors';
import { readDefinition } from '#lib/constructs/common/state-machine-from-file';
import { Names } from '#lib/names';
import { machineStatements } from '#lib/permissions/machine-statements';

const facts = { names: new Names('dev'), dataKeyArn: 'key', machine: 'training', functionArns: ['function'] };

function actionsOf(...integrations: string[]): readonly string[] {
  return machineStatements(integrations, facts).flatMap((statement) => statement.actions);
}

describe('rights of a state machine', () => {
  it('cover every task of every definition', () => {
    const machines = globSync('statemachines/*.asl.json', { cwd: REPOSITORY_ROOT }).map((path) =>
      basename(path, '.asl.json'),
    );
    expect(machines.length).toBeGreaterThan(0);
    for (const machine of machines) {
      const { integrations, text } = readDefinition(machine);
      expect(machineStatements(integrations, { ...facts, machine }).length).toBeGreaterThan(0);
      const file = readFileSync(join(REPOSITORY_ROOT, `statemachines/${machine}.asl.json`), 'utf8');
      expect(JSON.parse(text)).toEqual(JSON.parse(file));
    }
  });

  it('give a job that is waited for its tags, its end, its role and its volume key', () => {
    expect(actionsOf('sagemaker:createTrainingJob.sync').toSorted()).toEqual([
      'events:DescribeRule',
      'events:PutRule',
      'events:PutTargets',
      'iam:PassRole',
      'kms:CreateGrant',
      'kms:DescribeKey',
      'sagemaker:AddTags',
      'sagemaker:CreateTrainingJob',
      'sagemaker:DescribeTrainingJob',
      'sagemaker:StopTrainingJob',
    ]);
  });

  it('give an endpoint update both the endpoint and its configuration', () => {
    const [statement] = machineStatements(['sagemaker:updateEndpoint'], facts);
    expect(statement?.resources.map((arn) => arn.split(':').at(-1))).toEqual([
      'endpoint/gyre-dev-*',
      'endpoint-config/gyre-dev-*',
    ]);
  });

  it('refuse an integration that has no entry', () => {
    expect(() => machineStatements(['glue:startJobRun.sync'], facts)).toThrow(BuildOutputError);
  });
});
