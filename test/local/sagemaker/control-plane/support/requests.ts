/** The smallest requests that SageMaker takes. */
import type { DataCaptureConfig, ProductionVariant } from '@aws-sdk/client-sagemaker';
import type { Behaviour } from './fake-engine.ts';
import { until, type LocalSageMaker } from './local-sagemaker.ts';

const IMAGE = '683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5';
const ROLE = 'arn:aws:iam::000000000000:role/gyre-local-model-demo';

export const trainingJob = (name: string) => ({
  TrainingJobName: name,
  RoleArn: ROLE,
  AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' as const },
  OutputDataConfig: { S3OutputPath: 's3://staging/demo' },
  ResourceConfig: { InstanceType: 'ml.m5.large' as const, InstanceCount: 1, VolumeSizeInGB: 10 },
  StoppingCondition: { MaxRuntimeInSeconds: 600 },
});

export const transformJob = (name: string, model: string) => ({
  TransformJobName: name,
  ModelName: model,
  TransformInput: {
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri: 's3://staging/rows' } },
  },
  TransformOutput: { S3OutputPath: 's3://staging/scores' },
  TransformResources: { InstanceType: 'ml.m5.large' as const, InstanceCount: 1 },
});

export const model = (name: string, behaviour: Behaviour = {}) => ({
  ModelName: name,
  ExecutionRoleArn: ROLE,
  PrimaryContainer: {
    Image: IMAGE,
    ModelDataUrl: 's3://artifacts/model.tar.gz',
    Environment: { ...behaviour } as Record<string, string>,
  },
});

export const variant = (name: string, modelName: string, weight = 1): ProductionVariant => ({
  VariantName: name,
  ModelName: modelName,
  InitialInstanceCount: 1,
  InstanceType: 'ml.m5.large',
  InitialVariantWeight: weight,
});

export const CAPTURE: DataCaptureConfig = {
  EnableCapture: true,
  InitialSamplingPercentage: 100,
  DestinationS3Uri: 's3://capture/native',
  CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
  CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'], JsonContentTypes: ['application/json'] },
};

/** Endpoint `e` on config `c1` (variant v1, model m1); config `c2` has v1 and, at weight 0, v2 of model m2. */
export async function canary(local: LocalSageMaker, capture?: DataCaptureConfig): Promise<void> {
  const more = capture === undefined ? {} : { DataCaptureConfig: capture };
  await local.sagemaker.createModel(model('m1'));
  await local.sagemaker.createModel(model('m2'));
  const [one, two] = [variant('v1', 'm1', 1), variant('v2', 'm2', 0)];
  await local.sagemaker.createEndpointConfig({
    ...{ EndpointConfigName: 'c1', ProductionVariants: [one] },
    ...more,
  });
  await local.sagemaker.createEndpointConfig({
    ...{ EndpointConfigName: 'c2', ProductionVariants: [one, two] },
    ...more,
  });
  await local.sagemaker.createEndpoint({ EndpointName: 'e', EndpointConfigName: 'c1' });
  await settled(local);
}

/** A config of one variant with its own model, both new. */
export async function configOf(local: LocalSageMaker, name: string, behaviour: Behaviour): Promise<void> {
  await local.sagemaker.createModel(model(`m-${name}`, behaviour));
  await local.sagemaker.createEndpointConfig({
    ...{ EndpointConfigName: name, ProductionVariants: [variant(`v-${name}`, `m-${name}`)] },
  });
}

export function describeEndpoint(local: LocalSageMaker, name = 'e') {
  return local.sagemaker.describeEndpoint({ EndpointName: name });
}

export function settled(local: LocalSageMaker, name = 'e') {
  return until(
    () => describeEndpoint(local, name),
    ({ EndpointStatus }) => EndpointStatus === 'InService' || EndpointStatus === 'Failed',
  );
}

export async function invoke(
  local: LocalSageMaker,
  body = '1,2',
  more: {
    readonly TargetVariant?: string;
    readonly InferenceId?: string;
    readonly CustomAttributes?: string;
  } = {},
): Promise<{ readonly text: string; readonly variant: string | undefined }> {
  const answer = await local.runtime.invokeEndpoint({
    ...{ EndpointName: 'e', Body: body, ContentType: 'text/csv', Accept: 'text/csv' },
    ...more,
  });
  return { text: Buffer.from(answer.Body).toString('utf8'), variant: answer.InvokedProductionVariant };
}
