import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BuildOutputError } from '#core/config/errors';
import { MACHINES, type Names } from '#lib/names';
import type { SageMakerResource } from './permission.ts';

/**
 * The rights of a state machine's role, derived from the tasks of its definition. Step Functions adds nothing to a
 * role whose machine comes from a file, so what an integration needs besides its own action is stated here: tags
 * and event rules of `.sync` jobs, and the role that a job is handed.
 */
export interface MachineFacts {
  readonly names: Names;
  /** Encrypts the volumes of jobs and endpoints. */
  readonly dataKeyArn: string;
  /** The machine's name without prefix. */
  readonly machine: string;
  /** ARNs of the functions that the definition calls. */
  readonly functionArns: readonly string[];
}

interface Integration {
  readonly actions: readonly string[];
  readonly resources: readonly SageMakerResource[];
  /** The job or model gets an execution role. */
  readonly passesRole?: true;
  /** The service can refuse what is not isolated from the network. */
  readonly isIsolated?: true;
  /** Its volume is encrypted by a grant that SageMaker makes in the caller's name. */
  readonly hasVolume?: true;
  /** Step Functions learns of the job's end by a rule of its own with this name. */
  readonly eventRule?: string;
}

const SAGEMAKER: Readonly<Record<string, Integration>> = {
  'createTrainingJob.sync': {
    actions: ['CreateTrainingJob', 'DescribeTrainingJob', 'StopTrainingJob', 'AddTags'],
    resources: ['training-job'],
    passesRole: true,
    isIsolated: true,
    hasVolume: true,
    eventRule: 'StepFunctionsGetEventsForSageMakerTrainingJobsRule',
  },
  'createTransformJob.sync': {
    actions: ['CreateTransformJob', 'DescribeTransformJob', 'StopTransformJob', 'AddTags'],
    resources: ['transform-job'],
    hasVolume: true,
    eventRule: 'StepFunctionsGetEventsForSageMakerTransformJobsRule',
  },
  'createHyperParameterTuningJob.sync': {
    actions: [
      'CreateHyperParameterTuningJob',
      'DescribeHyperParameterTuningJob',
      'StopHyperParameterTuningJob',
      'AddTags',
    ],
    resources: ['hyper-parameter-tuning-job'],
    passesRole: true,
    isIsolated: true,
    hasVolume: true,
    eventRule: 'StepFunctionsGetEventsForSageMakerTuningJobsRule',
  },
  createModel: { actions: ['CreateModel', 'AddTags'], resources: ['model'], passesRole: true },
  createEndpointConfig: {
    actions: ['CreateEndpointConfig', 'AddTags'],
    resources: ['endpoint-config'],
    hasVolume: true,
  },
  createEndpoint: { actions: ['CreateEndpoint', 'AddTags'], resources: ['endpoint', 'endpoint-config'] },
  updateEndpoint: { actions: ['UpdateEndpoint'], resources: ['endpoint', 'endpoint-config'] },
  updateEndpointWeightsAndCapacities: {
    actions: ['UpdateEndpointWeightsAndCapacities'],
    resources: ['endpoint'],
  },
  describeEndpoint: { actions: ['DescribeEndpoint'], resources: ['endpoint'] },
  describeEndpointConfig: { actions: ['DescribeEndpointConfig'], resources: ['endpoint-config'] },
  describeModel: { actions: ['DescribeModel'], resources: ['model'] },
  describeTrainingJob: { actions: ['DescribeTrainingJob'], resources: ['training-job'] },
  describeTransformJob: { actions: ['DescribeTransformJob'], resources: ['transform-job'] },
  deleteEndpoint: { actions: ['DeleteEndpoint'], resources: ['endpoint'] },
  deleteEndpointConfig: { actions: ['DeleteEndpointConfig'], resources: ['endpoint-config'] },
  deleteModel: { actions: ['DeleteModel'], resources: ['model'] },
  stopTrainingJob: { actions: ['StopTrainingJob'], resources: ['training-job'] },
  stopTransformJob: { actions: ['StopTransformJob'], resources: ['transform-job'] },
};

/** @throws BuildOutputError for an integration that has no entry here */
export function machineStatements(
  integrations: readonly string[],
  facts: MachineFacts,
): readonly PolicyStatement[] {
  return [...new Set(integrations)].sort().flatMap((integration) => {
    const [service = '', action = ''] = integration.replace(/^aws-sdk:/, '').split(/:(.*)/s);
    if (service === 'lambda') {
      return [
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [...facts.functionArns] }),
      ];
    }
    if (service === 'states') return childExecution(facts);
    const entry = service === 'sagemaker' ? SAGEMAKER[action] : undefined;
    if (entry === undefined) throw unknownIntegration(integration, facts.machine);
    return sageMaker(entry, facts);
  });
}

function sageMaker(entry: Integration, { names, dataKeyArn }: MachineFacts): readonly PolicyStatement[] {
  const create = entry.actions.filter((action) => entry.isIsolated === true && action.startsWith('Create'));
  const others = entry.actions.filter((action) => !create.includes(action));
  const resources = entry.resources.map((type) => names.sageMakerArn(type));
  const toActions = (actions: readonly string[]) => actions.map((action) => `sagemaker:${action}`);
  return [
    ...(create.length === 0
      ? []
      : [
          new PolicyStatement({
            actions: toActions(create),
            resources,
            conditions: { Bool: { 'sagemaker:NetworkIsolation': 'true' } },
          }),
        ]),
    new PolicyStatement({ actions: toActions(others), resources }),
    ...(entry.passesRole === undefined ? [] : [passModelRole(names)]),
    ...(entry.hasVolume === undefined ? [] : grantVolumeKey(dataKeyArn)),
    ...(entry.eventRule === undefined ? [] : [eventRule(names, entry.eventRule)]),
  ];
}

function passModelRole(names: Names): PolicyStatement {
  return new PolicyStatement({
    actions: ['iam:PassRole'],
    resources: [names.roleArn(names.modelRole('*'))],
    conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
  });
}

function grantVolumeKey(keyArn: string): readonly PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['kms:DescribeKey'], resources: [keyArn] }),
    new PolicyStatement({
      actions: ['kms:CreateGrant'],
      resources: [keyArn],
      conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ];
}

function eventRule(names: Names, rule: string): PolicyStatement {
  return new PolicyStatement({
    actions: ['events:PutRule', 'events:PutTargets', 'events:DescribeRule'],
    resources: [names.arn('events', `rule/${rule}`)],
  });
}

/** Training starts the deployment machine and waits for it. */
function childExecution({ names, machine }: MachineFacts): readonly PolicyStatement[] {
  const child = MACHINES.find((name) => name === 'deployment' && machine !== name) ?? 'deployment';
  return [
    new PolicyStatement({ actions: ['states:StartExecution'], resources: [names.machineArn(child)] }),
    new PolicyStatement({
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [names.executionArn(child)],
    }),
    eventRule(names, 'StepFunctionsGetEventsForStepFunctionsExecutionRule'),
  ];
}

function unknownIntegration(integration: string, machine: string): BuildOutputError {
  return new BuildOutputError('a state machine uses an integration without known rights', {
    where: `statemachines/${machine}.asl.json`,
    received: integration,
    allowed: ['lambda:invoke', 'states:startExecution.sync:2', ...Object.keys(SAGEMAKER)].join(', '),
    fix: 'state its rights in lib/permissions/machine-statements.ts',
  });
}
