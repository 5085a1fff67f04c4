import type { CreateEndpointConfigCommandInput } from '@aws-sdk/client-sagemaker';
import { throttled, validation } from '../service-error.ts';
import type { Operation } from './operation.ts';
import { tagResource } from './tags.ts';

export const createEndpointConfig: Operation<
  CreateEndpointConfigCommandInput,
  { EndpointConfigArn: string }
> = (service, request) => {
  const name = request.EndpointConfigName ?? '';
  if (service.failures.strikes('throttling', name)) throw throttled();
  const arn = service.arn('endpoint-config', name);
  if (service.configs.get(name) !== undefined) {
    throw validation(`Cannot create already existing endpoint configuration "${arn}".`);
  }
  const names = (request.ProductionVariants ?? []).map((variant) => variant.VariantName);
  if (new Set(names).size < names.length) throw validation('Production variant names must be unique.');
  for (const variant of request.ProductionVariants ?? []) {
    if (service.models.get(variant.ModelName ?? '') === undefined) {
      throw validation(`Could not find model "${service.arn('model', variant.ModelName ?? '')}".`);
    }
    if (variant.ServerlessConfig !== undefined) {
      throw validation('Serverless variants are not served locally: they need an AWS account.');
    }
    if (variant.InstanceType === undefined || variant.InitialInstanceCount === undefined) {
      throw validation('InstanceType and InitialInstanceCount are required for an instance-based variant.');
    }
  }
  service.configs.put(name, { arn, request, createdAt: service.now() });
  tagResource(service, arn, request.Tags);
  return { EndpointConfigArn: arn };
};
