/** The configuration files that a training container finds below /opt/ml/input/config. */
import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { relocate } from '../process/container-environment.ts';

const HOST = 'algo-1';
const DEFAULT_GROUP = 'homogeneousCluster';
const NETWORK_INTERFACE = 'eth0';

export interface ContainerInput {
  readonly hyperparameters: Readonly<Record<string, string>>;
  readonly inputDataConfig: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly resourceConfig: Readonly<Record<string, unknown>>;
}

/** @param base  folder that stands for /opt/ml: the source directory's address is moved there */
export function containerInput(request: CreateTrainingJobCommandInput, base: string): ContainerInput {
  const group = request.ResourceConfig?.InstanceGroups?.[0];
  const groupName = group?.InstanceGroupName ?? DEFAULT_GROUP;
  const instanceType = group?.InstanceType ?? request.ResourceConfig?.InstanceType ?? 'local';
  return {
    hyperparameters: Object.fromEntries(
      Object.entries(request.HyperParameters ?? {}).map(([key, value]) => [
        key,
        key === 'sagemaker_submit_directory' ? relocateText(value, base) : value,
      ]),
    ),
    inputDataConfig: Object.fromEntries(
      (request.InputDataConfig ?? []).map((channel) => [
        channel.ChannelName ?? '',
        {
          ...(channel.ContentType === undefined ? {} : { ContentType: channel.ContentType }),
          RecordWrapperType: channel.RecordWrapperType ?? 'None',
          S3DistributionType: channel.DataSource?.S3DataSource?.S3DataDistributionType ?? 'FullyReplicated',
          TrainingInputMode: 'File',
        },
      ]),
    ),
    resourceConfig: {
      current_host: HOST,
      current_instance_type: instanceType,
      current_group_name: groupName,
      hosts: [HOST],
      instance_groups: [{ instance_group_name: groupName, instance_type: instanceType, hosts: [HOST] }],
      network_interface_name: NETWORK_INTERFACE,
    },
  };
}

/** A hyperparameter is bare text, or JSON of a text as the Python SDK sends it. */
export function hyperparameterText(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'string' ? parsed : value;
  } catch {
    return value;
  }
}

function relocateText(value: string, base: string): string {
  const text = hyperparameterText(value);
  const moved = relocate(text, base);
  return text === value ? moved : JSON.stringify(moved);
}
