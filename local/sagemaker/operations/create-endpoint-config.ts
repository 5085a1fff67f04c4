import type { CreateEndpointConfigCommandInput } from '@aws-sdk/client-sagemaker';
import { allVariants } from '../endpoints/deployed.ts';
import { validation } from '../service-error.ts';
import type { Operation } from './operation.ts';
import { setTags } from './tags.ts';

export const createEndpointConfig: Operation<
  CreateEndpointConfigCommandInput,
  { EndpointConfigArn: string }
> = (service, request) => {
  const name = request.EndpointConfigName ?? '';
  const arn = service.arn('endpoint-config', name);
  if (service.configs.get(name) !== undefined) {
    throw validation(`Cannot create already existing endpoint configuration "${arn}".`);
  }
  const names = allVariants(request).map((variant) => variant.VariantName);
  if (new Set(names).size < names.length) throw validation('Production variant names must be unique.');
  if (request.ShadowProductionVariants !== undefined && allVariants(request).length !== 2) {
    throw validation('A shadow test needs exactly one production variant and one shadow variant.');
  }
  for (const variant of allVariants(request)) {
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
  // First: a resource without its tags must not exist, tags without their resource do no harm.
  setTags(service, arn, request.Tags);
  service.configs.put(name, { arn, request, createdAt: service.now() });
  return { EndpointConfigArn: arn };
};
