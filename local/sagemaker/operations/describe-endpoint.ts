import type { Service } from '../service.ts';
import type { EndpointRecord } from '../records.ts';
import { type Operation, seconds } from './operation.ts';
import { existingEndpoint } from './existing-endpoint.ts';

export const describeEndpoint: Operation<{ EndpointName?: string }, object> = (service, request) => {
  const name = request.EndpointName ?? '';
  const record = existingEndpoint(service, name);
  const config = service.configs.get(record.configName)?.request;
  const capture = config?.DataCaptureConfig;
  const isServing = record.status !== 'Creating' && record.status !== 'Failed';
  return {
    EndpointName: name,
    EndpointArn: record.arn,
    EndpointConfigName: record.configName,
    EndpointStatus: record.status,
    CreationTime: seconds(record.createdAt),
    LastModifiedTime: seconds(record.modifiedAt),
    ...(isServing ? { ProductionVariants: variants(service, record) } : {}),
    ...(capture === undefined || !isServing
      ? {}
      : {
          DataCaptureConfig: {
            EnableCapture: capture.EnableCapture ?? false,
            CaptureStatus: capture.EnableCapture === true ? 'Started' : 'Stopped',
            CurrentSamplingPercentage: capture.InitialSamplingPercentage,
            DestinationS3Uri: capture.DestinationS3Uri,
            KmsKeyId: capture.KmsKeyId ?? '',
          },
        }),
    ...(record.pendingConfigName === undefined
      ? {}
      : {
          PendingDeploymentSummary: {
            EndpointConfigName: record.pendingConfigName,
            StartTime: seconds(record.modifiedAt),
          },
        }),
    ...(record.failureReason === undefined ? {} : { FailureReason: record.failureReason }),
  };
};

function variants(service: Service, record: EndpointRecord) {
  const config = service.configs.get(record.configName)?.request;
  return (config?.ProductionVariants ?? []).map((variant) => {
    const name = variant.VariantName ?? '';
    const image = service.models.get(variant.ModelName ?? '')?.request.PrimaryContainer?.Image ?? '';
    const count = record.instanceCounts[name] ?? variant.InitialInstanceCount ?? 1;
    return {
      VariantName: name,
      // There is no registry to ask for a digest: the image as specified stands in for it (FIDELITY.md).
      DeployedImages: [
        { SpecifiedImage: image, ResolvedImage: image, ResolutionTime: seconds(record.modifiedAt) },
      ],
      CurrentWeight: record.weights[name] ?? 1,
      DesiredWeight: record.weights[name] ?? 1,
      CurrentInstanceCount: count,
      DesiredInstanceCount: count,
    };
  });
}
