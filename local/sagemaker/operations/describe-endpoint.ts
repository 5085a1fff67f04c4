import { createHash } from 'node:crypto';
import type { EndpointRecord } from '../records.ts';
import { existingEndpoint } from './existing-endpoint.ts';
import { type Operation, seconds } from './operation.ts';

export const describeEndpoint: Operation<{ EndpointName?: string }, object> = (service, request) => {
  const name = request.EndpointName ?? '';
  const record = existingEndpoint(service, name);
  const isServing = record.status !== 'Creating' && record.status !== 'Failed';
  return {
    EndpointName: name,
    EndpointArn: record.arn,
    EndpointConfigName: record.configName,
    EndpointStatus: record.status,
    CreationTime: seconds(record.createdAt),
    LastModifiedTime: seconds(record.modifiedAt),
    ...(isServing ? { ...variants(record), ...captureSummary(record) } : {}),
    ...pendingSummary(record),
    ...(record.failureReason === undefined ? {} : { FailureReason: record.failureReason }),
  };
};

function variants(record: EndpointRecord) {
  const { config } = record.deployed;
  const wanted = record.pending?.update === undefined ? (record.pending ?? record) : record;
  const describe = (name: string, modelName: string) => ({
    VariantName: name,
    DeployedImages: [deployedImage(record, modelName)],
    CurrentWeight: record.weights[name] ?? 0,
    DesiredWeight: wanted.weights[name] ?? 0,
    CurrentInstanceCount: record.instanceCounts[name] ?? 1,
    DesiredInstanceCount: wanted.instanceCounts[name] ?? 1,
  });
  const shadows = config.ShadowProductionVariants ?? [];
  return {
    ProductionVariants: (config.ProductionVariants ?? []).map(({ VariantName = '', ModelName = '' }) =>
      describe(VariantName, ModelName),
    ),
    ...(shadows.length === 0
      ? {}
      : {
          ShadowProductionVariants: shadows.map(
            ({ VariantName = '', ModelName = '', InitialInstanceCount = 1 }) => ({
              ...describe(VariantName, ModelName),
              ...{ CurrentInstanceCount: InitialInstanceCount, DesiredInstanceCount: InitialInstanceCount },
            }),
          ),
        }),
  };
}

/** There is no registry to ask: the digest is that of the image's name, stable and different for each tag (FIDELITY.md). */
function deployedImage(record: EndpointRecord, modelName: string) {
  const model = record.deployed.models[modelName];
  const image = (model?.PrimaryContainer ?? model?.Containers?.[0])?.Image ?? '';
  const repository = image.replace(/(:[^/:]+)?(@sha256:[0-9a-f]+)?$/, '');
  const digest = createHash('sha256').update(image).digest('hex');
  return {
    SpecifiedImage: image,
    ResolvedImage: image.includes('@sha256:') ? image : `${repository}@sha256:${digest}`,
    ResolutionTime: seconds(record.createdAt),
  };
}

function captureSummary(record: EndpointRecord) {
  const capture = record.deployed.config.DataCaptureConfig;
  if (capture === undefined) return {};
  return {
    DataCaptureConfig: {
      EnableCapture: capture.EnableCapture ?? false,
      CaptureStatus: capture.EnableCapture === true ? 'Started' : 'Stopped',
      CurrentSamplingPercentage: capture.InitialSamplingPercentage,
      DestinationS3Uri: capture.DestinationS3Uri,
      KmsKeyId: capture.KmsKeyId ?? '',
    },
  };
}

function pendingSummary({ pending }: EndpointRecord) {
  if (pending?.update === undefined) return {};
  const { configName, deployed } = pending.update;
  return {
    PendingDeploymentSummary: {
      EndpointConfigName: configName,
      StartTime: seconds(pending.startedAt),
      ProductionVariants: (deployed.config.ProductionVariants ?? []).map(({ VariantName = '' }) => ({
        VariantName,
        DesiredWeight: pending.weights[VariantName],
        DesiredInstanceCount: pending.instanceCounts[VariantName],
        VariantStatus: [{ Status: 'Creating', StartTime: seconds(pending.startedAt) }],
      })),
    },
  };
}
