import { join } from 'node:path';
import { DefaultStackSynthesizer, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Project } from '#lib/config/load-project';
import { AlarmTopics } from '#lib/constructs/alarm-topic';
import { Clock } from '#lib/constructs/common/clock';
import { BuildOutput, type PlatformContext, VariableTable } from '#lib/constructs/common/platform-context';
import { DataRoom } from '#lib/constructs/data';
import { Datasets } from '#lib/constructs/datasets';
import { DeploymentRoom } from '#lib/constructs/deployment';
import { FleetDashboard } from '#lib/constructs/fleet-dashboard';
import { MonitoringRoom } from '#lib/constructs/monitoring';
import { RegistryRoom } from '#lib/constructs/registry';
import { RetrainingRoom } from '#lib/constructs/retraining';
import { ServingRoom } from '#lib/constructs/serving';
import { SharedPolicies } from '#lib/constructs/shared-policies';
import { TrainingRoom } from '#lib/constructs/training';
import { TrainingImage } from '#lib/constructs/training-image';
import { BUCKETS, KEYS, type KeyName, MACHINES, type Names } from '#lib/names';

export interface PlatformStackProps extends StackProps {
  readonly names: Names;
  readonly project: Project;
  /** Where `npm run build` wrote; default: `dist/` of this package. */
  readonly buildDirectory?: string;
}

const BUILD_DIRECTORY = join(import.meta.dirname, '../../dist');

/** What all models share: the rooms' functions, state machines, queues and alarms. */
export class PlatformStack extends Stack {
  constructor(scope: Construct, id: string, props: PlatformStackProps) {
    const { names, project, buildDirectory, ...stackProps } = props;
    super(scope, id, stackProps);
    const context = makeContext(this, names, project, new BuildOutput(buildDirectory ?? BUILD_DIRECTORY));
    const {
      verdicts,
      incidents: alarmTopic,
      undelivered,
    } = new AlarmTopics(this, 'Alarms', {
      names,
      settings: project.environment,
      key: context.platformKey,
    });
    context.variables.set('INCIDENT_TOPIC_ARN', alarmTopic.topicArn);
    const policies = new SharedPolicies(this, 'SharedPolicies', { names });
    new TrainingImage(this, 'TrainingImage', { names });
    new Datasets(this, 'Datasets', { names, datasets: project.datasets });

    const retraining = new RetrainingRoom(this, 'Retraining', { context, alarmTopic, verdicts });
    const data = new DataRoom(this, 'Data', { context, alarmTopic });
    const registry = new RegistryRoom(this, 'RegistryRoom', { context });
    const training = new TrainingRoom(this, 'Training', { context });
    const deployment = new DeploymentRoom(this, 'Deployment', { context });
    const serving = new ServingRoom(this, 'Serving', { context, alarmTopic });
    const monitoring = new MonitoringRoom(this, 'Monitoring', {
      context,
      alarmTopic,
      others: new Map([...serving.functions, ...retraining.functions]),
    });
    new Clock(this, 'Clock', {
      context,
      calls: [...data.calls, ...registry.calls, ...monitoring.calls],
      ticks: monitoring.ticks.queue,
      deadLetters: undelivered,
    });
    new FleetDashboard(this, 'Fleet', { names });
    // Roles name the shared policies by convention, which tells CloudFormation nothing of the order.
    for (const room of [retraining, data, training, registry, deployment, serving, monitoring])
      room.node.addDependency(policies);
  }
}

function makeContext(stack: Stack, names: Names, project: Project, build: BuildOutput): PlatformContext {
  const keyArn = (name: KeyName) =>
    StringParameter.valueForStringParameter(stack, names.parameter(`platform/${name}-key`));
  const keyArns = {
    data: keyArn('data'),
    artifacts: keyArn('artifacts'),
    platform: keyArn('platform'),
    signing: keyArn('signing'),
  };
  const variables = new VariableTable();
  variables.set('GYRE_ENV', names.environment);
  variables.set('REGISTRY_TABLE', names.registryTable);
  variables.set('SIGNING_KEY_ID', keyArns.signing);
  variables.set('MAP_CONCURRENCY', String(project.environment.mapConcurrency));
  for (const bucket of BUCKETS) variables.set(`${screaming(bucket)}_BUCKET`, names.bucket(bucket));
  for (const machine of MACHINES)
    variables.set(`${screaming(machine)}_MACHINE_ARN`, names.machineArn(machine));
  for (const key of KEYS) variables.set(`${screaming(key)}_KEY_ARN`, keyArns[key]);
  return {
    names,
    settings: project.environment,
    keyArns,
    platformKey: Key.fromKeyArn(stack, 'PlatformKey', keyArns.platform),
    statements: { names, keyArns, assetBucketArn: assetBucketArn(stack) },
    build,
    variables,
  };
}

/** The bucket of the account's bootstrap stack: deployed configurations and source bundles are there. */
function assetBucketArn(stack: Stack): string {
  const qualifier = stack.synthesizer.bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
  return Fn.sub(`arn:\${AWS::Partition}:s3:::cdk-${qualifier}-assets-\${AWS::AccountId}-\${AWS::Region}`);
}

function screaming(name: string): string {
  return name.replaceAll('-', '_').toUpperCase();
}
