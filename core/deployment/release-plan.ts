import {
  type EndpointConfigRequest,
  endpointConfigRequest,
  endpointName,
  type ModelRequest,
  modelRequest,
  type ReleaseFacts,
  variantName,
  variantRequest,
} from './endpoint-requests.ts';

/** What the endpoint is now, as far as a plan depends on it. */
export interface EndpointState {
  readonly status: string;
  readonly configName: string;
  /** The version that serves, when the endpoint is ours and InService. */
  readonly servingVersion?: number;
  readonly instanceCount?: number;
}

export interface ReleasePlan {
  readonly endpointName: string;
  readonly action: 'create' | 'update' | 'none';
  readonly newVariant: string;
  readonly oldVariant?: string;
  readonly model: ModelRequest;
  /** Old variant at weight 1, new one at weight 0 (with no old variant: the new one alone). */
  readonly releaseConfig: EndpointConfigRequest;
  /** The new variant alone; equal to releaseConfig on a first release. */
  readonly finalConfig: EndpointConfigRequest;
  /** Where a failed release goes back to. */
  readonly previousConfigName?: string;
  readonly isCanary: boolean;
  readonly canaryWeights: readonly WeightChange[];
  readonly fullWeights: readonly WeightChange[];
  readonly oldWeights: readonly WeightChange[];
}

export interface WeightChange {
  readonly VariantName: string;
  readonly DesiredWeight: number;
}

/**
 * The steps that lead from what serves now to the new version alone.
 *
 * @param strategy all-at-once and first releases have no canary: the smoke test judges them
 * @param canaryPercent share of live traffic for the new version while it is judged, (0, 50]
 */
export function planRelease(
  next: ReleaseFacts,
  current: { readonly endpoint?: EndpointState; readonly facts?: ReleaseFacts },
  strategy: 'all-at-once' | 'canary',
  canaryPercent: number,
): ReleasePlan {
  const endpoint = current.endpoint;
  const old = current.facts;
  const newVariant = variantName(next.version);
  const finalConfig = endpointConfigRequest(next, [variantRequest(next, 1)]);
  const base = {
    endpointName: endpointName(next.environment, next.model),
    newVariant,
    model: modelRequest(next),
    finalConfig,
  };
  if (endpoint === undefined || old === undefined || endpoint.servingVersion === undefined) {
    return {
      ...base,
      action: endpoint === undefined ? 'create' : 'update',
      releaseConfig: finalConfig,
      ...(endpoint === undefined ? {} : { previousConfigName: endpoint.configName }),
      isCanary: false,
      canaryWeights: [],
      fullWeights: [],
      oldWeights: [],
    };
  }
  const isCanary = strategy === 'canary' && endpoint.servingVersion !== next.version;
  const oldVariant = variantName(old.version);
  // Capacity is kept: an update replaces every instance, and autoscaling may have raised the count since.
  const oldNow = { ...old, instanceCount: endpoint.instanceCount ?? old.instanceCount };
  const releaseConfig = isCanary
    ? endpointConfigRequest(next, [variantRequest(oldNow, 1), variantRequest(next, 0)])
    : finalConfig;
  const weights = (oldWeight: number, newWeight: number): WeightChange[] => [
    { VariantName: oldVariant, DesiredWeight: oldWeight },
    { VariantName: newVariant, DesiredWeight: newWeight },
  ];
  return {
    ...base,
    action: endpoint.configName === finalConfig.EndpointConfigName ? 'none' : 'update',
    ...(isCanary ? { oldVariant } : {}),
    releaseConfig,
    previousConfigName: endpoint.configName,
    isCanary,
    canaryWeights: isCanary ? weights(100 - canaryPercent, canaryPercent) : [],
    fullWeights: isCanary ? weights(0, 100) : [],
    oldWeights: isCanary ? weights(100, 0) : [],
  };
}
