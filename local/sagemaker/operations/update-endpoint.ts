import type { CreateEndpointConfigCommandInput, UpdateEndpointCommandInput } from '@aws-sdk/client-sagemaker';
import { deployedFrom } from '../endpoints/deployed.ts';
import { updatedProperties } from '../endpoints/variant-properties.ts';
import { limitExceeded, validation } from '../service-error.ts';
import { settledEndpoint } from './existing-endpoint.ts';
import type { Operation } from './operation.ts';

export const updateEndpoint: Operation<UpdateEndpointCommandInput, Promise<{ EndpointArn: string }>> = async (
  service,
  request,
) => {
  const name = request.EndpointName ?? '';
  const before = settledEndpoint(service, name, 'update');
  const configName = request.EndpointConfigName ?? '';
  const config = service.configs.get(configName)?.request;
  if (config === undefined) {
    throw validation(
      `Could not find endpoint configuration "${service.arn('endpoint-config', configName)}".`,
    );
  }
  const deployed = deployedFrom(service, config);
  if (service.failures.strikes('quota', name)) {
    throw limitExceeded(
      'The account-level service limit for endpoint usage of this instance type is 0 Instances.',
    );
  }
  const leaving = leavingVariants(before.deployed.config, config);
  const scaled = leaving.length === 0 ? new Set() : await service.scaledVariants(name);
  const blocked = leaving.filter((variant) => scaled.has(variant));
  if (blocked.length > 0) {
    throw validation(
      `The variant(s) "[${blocked.join(', ')}]" must be deregistered as scalable targets with AWS Auto Scaling before they can be removed or have their instance type changed.`,
    );
  }
  // Asked again: another update may have begun meanwhile.
  const record = settledEndpoint(service, name, 'update');
  service.hosting.update(name, { configName, deployed }, updatedProperties(config, record, request));
  return { EndpointArn: record.arn };
};

/** Variants that the new config lacks, or has on another instance type. */
function leavingVariants(
  before: CreateEndpointConfigCommandInput,
  after: CreateEndpointConfigCommandInput,
): readonly string[] {
  const types = new Map(
    after.ProductionVariants?.map((variant) => [variant.VariantName, variant.InstanceType]),
  );
  return (before.ProductionVariants ?? []).flatMap(({ VariantName = '', InstanceType }) =>
    types.has(VariantName) && types.get(VariantName) === InstanceType ? [] : [VariantName],
  );
}
