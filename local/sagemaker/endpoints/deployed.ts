import type { CreateEndpointConfigCommandInput, CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import type { Deployed, ModelRecord } from '../records.ts';
import { validation } from '../service-error.ts';
import type { ResourceStore } from '../store.ts';

/** What of the service it takes to find a config's models. */
interface Models {
  readonly models: ResourceStore<ModelRecord>;
  arn(kind: string, name: string): string;
}

/** The config and its models as they are now. @throws ServiceError ValidationException when a model is gone */
export function deployedFrom(service: Models, config: CreateEndpointConfigCommandInput): Deployed {
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
