import { awsName } from '../registry/aws-name.ts';

/**
 * The SageMaker requests of a release, as plain values: content-named, so that a repeat asks for the same thing.
 *
 * Variant name = model version (`v12`): capture path, CloudWatch dimensions, InvokedProductionVariant and scaling
 * all tell the version.
 */
export interface ReleaseFacts {
  readonly environment: string;
  readonly model: string;
  readonly image: string;
  readonly artifactUri: string;
  readonly artifactSha256: string;
  readonly roleArn: string;
  readonly version: number;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly kmsKeyArn?: string;
  readonly capture?: { readonly destinationUri: string; readonly kmsKeyArn?: string };
}

export interface Variant {
  readonly VariantName: string;
  readonly ModelName: string;
  readonly InstanceType: string;
  readonly InitialInstanceCount: number;
  readonly InitialVariantWeight: number;
}

export function variantName(version: number): string {
  return `v${version}`;
}

/** @returns the version of a variant name, `undefined` when the variant is not one of ours. */
export function versionOfVariant(name: string): number | undefined {
  const match = /^v([1-9]\d*)$/.exec(name);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

export function endpointName(environment: string, model: string): string {
  return `gyre-${environment}-${model}`;
}

/**
 * Endpoints and variants of an environment carry the model's name and the version's number.
 * @returns undefined for those of another environment, or of none
 * @example answeredBy({ endpoint: 'gyre-dev-air-time', variant: 'v2' }, 'dev') // { model: 'air-time', version: 2 }
 */
export function answeredBy(
  { endpoint, variant }: { readonly endpoint: string; readonly variant: string },
  environment: string,
): { readonly model: string; readonly version: number } | undefined {
  const prefix = endpointName(environment, '');
  const version = versionOfVariant(variant);
  if (!endpoint.startsWith(prefix) || version === undefined) return undefined;
  return { model: endpoint.slice(prefix.length), version };
}

/** Named by artifact, image and role: the same artifact released twice is the same SageMaker model. */
export function modelRequest(facts: ReleaseFacts) {
  const identity = [
    facts.model,
    variantName(facts.version),
    facts.artifactSha256,
    facts.image,
    facts.roleArn,
  ];
  return {
    ModelName: awsName('model', ['gyre', facts.environment, ...identity.slice(0, 2)], identity),
    ExecutionRoleArn: facts.roleArn,
    EnableNetworkIsolation: true,
    PrimaryContainer: {
      Image: facts.image,
      ModelDataUrl: facts.artifactUri,
      Environment: {
        SAGEMAKER_PROGRAM: 'inference.py',
        SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code',
        SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT: 'text/csv',
      },
    },
    Tags: [
      { Key: 'gyre:environment', Value: facts.environment },
      { Key: 'gyre:model', Value: facts.model },
    ],
  };
}

export function variantRequest(facts: ReleaseFacts, weight: number): Variant {
  return {
    VariantName: variantName(facts.version),
    ModelName: modelRequest(facts).ModelName,
    InstanceType: facts.instanceType,
    InitialInstanceCount: facts.instanceCount,
    InitialVariantWeight: weight,
  };
}

/**
 * An endpoint config over the given variants, in order.
 * With `capture` set, both content-type lists are set too: without them SageMaker writes base64.
 */
export function endpointConfigRequest(facts: ReleaseFacts, variants: readonly Variant[]) {
  const dataCapture =
    facts.capture === undefined
      ? undefined
      : {
          EnableCapture: true,
          InitialSamplingPercentage: 100,
          DestinationS3Uri: facts.capture.destinationUri,
          ...(facts.capture.kmsKeyArn === undefined ? {} : { KmsKeyId: facts.capture.kmsKeyArn }),
          CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
          CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'], JsonContentTypes: ['application/json'] },
        };
  const request = {
    ProductionVariants: variants,
    ...(dataCapture === undefined ? {} : { DataCaptureConfig: dataCapture }),
    ...(facts.kmsKeyArn === undefined ? {} : { KmsKeyId: facts.kmsKeyArn }),
    Tags: [
      { Key: 'gyre:environment', Value: facts.environment },
      { Key: 'gyre:model', Value: facts.model },
    ],
  };
  const names = variants.map((variant) => variant.VariantName).join('-');
  return {
    EndpointConfigName: awsName(
      'endpoint-config',
      ['gyre', facts.environment, facts.model, names],
      [JSON.stringify(request)],
    ),
    ...request,
  };
}

export type EndpointConfigRequest = ReturnType<typeof endpointConfigRequest>;
export type ModelRequest = ReturnType<typeof modelRequest>;
