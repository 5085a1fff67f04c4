/** What DescribeEndpoint says, reduced to what proves that the endpoint serves what was asked for. */
export interface ServingState {
  readonly endpointStatus: string;
  readonly configName: string;
  readonly hasPendingDeployment: boolean;
  readonly variants: readonly {
    readonly name: string;
    readonly currentWeight: number;
    readonly currentInstanceCount: number;
    readonly desiredInstanceCount: number;
    readonly imageDigests: readonly string[];
  }[];
  readonly captureEnabled: boolean;
  readonly captureDestination?: string;
}

export interface ServingExpectation {
  readonly configName: string;
  readonly variants: readonly { readonly name: string; readonly weight: number }[];
  readonly captureDestination?: string;
}

/**
 * Every difference between what an endpoint serves and what was asked for; empty when it serves just that.
 *
 * A failed update ends InService with the *old* config: status alone proves nothing.
 */
export function servingDifferences(actual: ServingState, asked: ServingExpectation): readonly string[] {
  const differences: string[] = [];
  const expectEqual = (what: string, is: unknown, should: unknown) => {
    if (is !== should) differences.push(`${what} is ${String(is)}, asked for ${String(should)}`);
  };
  expectEqual('endpoint status', actual.endpointStatus, 'InService');
  expectEqual('endpoint config', actual.configName, asked.configName);
  expectEqual('pending deployment', actual.hasPendingDeployment, false);
  expectEqual('number of variants', actual.variants.length, asked.variants.length);
  for (const variant of asked.variants) {
    const found = actual.variants.find((candidate) => candidate.name === variant.name);
    if (found === undefined) {
      differences.push(`variant ${variant.name} does not serve`);
      continue;
    }
    expectEqual(`weight of ${variant.name}`, found.currentWeight, variant.weight);
    if (found.currentInstanceCount < found.desiredInstanceCount) {
      differences.push(
        `${variant.name} has ${found.currentInstanceCount} of ${found.desiredInstanceCount} instances`,
      );
    }
  }
  expectEqual('data capture', actual.captureEnabled, asked.captureDestination !== undefined);
  if (asked.captureDestination !== undefined) {
    expectEqual('capture destination', actual.captureDestination, asked.captureDestination);
  }
  return differences;
}
