import type { CreateEndpointConfigCommandInput, CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import type { Deployed } from '../records.ts';
import { validation } from '../service-error.ts';
import type { Service } from '../service.ts';

/** The config and its models as they are now. @throws ServiceError ValidationException when a model is gone */
export function deployedFrom(service: Service, config: CreateEndpointConfigCommandInput): Deployed {
  const models: Record<string, CreateModelCommandInput> = {};
  for (const { ModelName = '' } of allVariants(config)) {
    const model = service.models.get(ModelName)?.request;
    if (model === undefined) throw validation(`Could not find model "${service.arn('model', ModelName)}".`);
    models[ModelName] = model;
  }
  return { config, models };
}

export function allVariants(config: CreateEndpointConfigCommandInput) {
  return [...(config.ProductionVariants ?? []), ...(config.ShadowProductionVariants ?? [])];
}
