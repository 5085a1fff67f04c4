import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '#build/bundle-lambdas';
import { BuildOutputError } from '#core/config/errors';
import { readDefinition } from '#lib/constructs/common/state-machine-from-file';
import { Names } from '#lib/names';
import { distributedMapStatements } from '#lib/permissions/distributed-map-statements';
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

  it('let a distributed map start the machine itself, and keep to its own keys', () => {
    const { distributedMaps } = readDefinition('sketching');
    const integrations = ['s3:getObject', 's3:putObject'];
    expect(distributedMaps).toEqual([
      { label: 'ReadBatches', integrations },
      { label: 'MergeLevel', integrations },
    ]);
    const keyArns = { data: 'data-key', artifacts: 'a', platform: 'p', signing: 's' };
    const names = new Names('dev');
    const statements = distributedMapStatements(distributedMaps, 'sketching', { names, keyArns });
    const tail = (arn: string) => arn.replace(/^.*?:(?=(stateMachine|execution):)|^.*:::/, '');
    expect(statements.map(({ actions, resources }) => [actions, resources.map(tail)])).toEqual([
      [['states:StartExecution'], ['stateMachine:gyre-dev-sketching']],
      [['states:DescribeExecution', 'states:StopExecution'], ['execution:gyre-dev-sketching:*']],
      [
        ['states:RedriveExecution'],
        ['execution:gyre-dev-sketching/ReadBatches:*', 'execution:gyre-dev-sketching/MergeLevel:*'],
      ],
      [['s3:GetObject'], [`${tail(names.bucketArn('reports'))}/sketching/plans/*`]],
      [
        ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
        [`${tail(names.bucketArn('reports'))}/sketching/runs/*`],
      ],
      [['kms:Decrypt', 'kms:GenerateDataKey'], ['data-key']],
    ]);
    expect(distributedMapStatements([], 'data', { names, keyArns })).toEqual([]);
    expect(() => distributedMapStatements(distributedMaps, 'data', { names, keyArns })).toThrow(
      BuildOutputError,
    );
  });

  it('refuse an integration that has no entry', () => {
    expect(() => machineStatements(['glue:startJobRun.sync'], facts)).toThrow(BuildOutputError);
  });
});
