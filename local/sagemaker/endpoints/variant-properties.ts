import type { CreateEndpointConfigCommandInput, UpdateEndpointCommandInput } from '@aws-sdk/client-sagemaker';
import type { VariantProperties } from '../records.ts';

/** Weights and instance counts as a config asks for them; shadow variants take no weight. */
export function initialProperties(config: CreateEndpointConfigCommandInput): VariantProperties {
  const variants = config.ProductionVariants ?? [];
  return {
    weights: Object.fromEntries(
      variants.map((variant) => [variant.VariantName ?? '', variant.InitialVariantWeight ?? 1]),
    ),
    instanceCounts: Object.fromEntries(
      variants.map((variant) => [variant.VariantName ?? '', variant.InitialInstanceCount ?? 1]),
    ),
  };
}

/** Properties after an update: those of the new config, or of the same-named variants where they are retained. */
export function updatedProperties(
  config: CreateEndpointConfigCommandInput,
  current: VariantProperties,
  request: Pick<
    UpdateEndpointCommandInput,
    'RetainAllVariantProperties' | 'ExcludeRetainedVariantProperties'
  >,
): VariantProperties {
  const initial = initialProperties(config);
  if (request.RetainAllVariantProperties !== true) return initial;
  const excluded = new Set(
    request.ExcludeRetainedVariantProperties?.map((property) => property.VariantPropertyType),
  );
  return {
    weights: excluded.has('DesiredWeight') ? initial.weights : retained(initial.weights, current.weights),
    instanceCounts: excluded.has('DesiredInstanceCount')
      ? initial.instanceCounts
      : retained(initial.instanceCounts, current.instanceCounts),
  };
}

function retained(
  initial: Readonly<Record<string, number>>,
  current: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(initial).map(([variant, value]) => [variant, current[variant] ?? value]),
  );
}
