import type { EndpointDescription, SageMakerControl } from '#ports/sagemaker';

type Args = Readonly<Record<string, unknown>>;
interface VariantRequest {
  readonly VariantName: string;
  readonly InitialInstanceCount: number;
  readonly InitialVariantWeight: number;
}

function failed(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** One endpoint and its configs, as SageMaker keeps them: every change is done at once, unless it is told to go back. */
export function fakeEndpoint() {
  const models = new Set<string>();
  const configs = new Map<string, readonly VariantRequest[]>();
  let endpoint: { configName: string; weights: Map<string, number>; counts: Map<string, number> } | undefined;
  const serve = (configName: string): void => {
    const variants = configs.get(configName);
    if (variants === undefined) throw failed('SageMaker.SageMakerException', `Could not find ${configName}`);
    endpoint = {
      configName,
      weights: new Map(variants.map((variant) => [variant.VariantName, variant.InitialVariantWeight])),
      counts: new Map(variants.map((variant) => [variant.VariantName, variant.InitialInstanceCount])),
    };
  };
  const present = (found: boolean, what: string): object => {
    if (!found) throw failed('SageMaker.SageMakerException', `Could not find ${what}`);
    return {};
  };
  const text = (args: Args, name: string): string => String(args[name]);

  let isLosingUpdates = false;
  const calls: Readonly<Record<string, (args: Args) => object>> = {
    describeModel: (args) => present(models.has(text(args, 'ModelName')), 'the model'),
    createModel: (args) => {
      models.add(text(args, 'ModelName'));
      return {};
    },
    describeEndpointConfig: (args) => present(configs.has(text(args, 'EndpointConfigName')), 'the config'),
    createEndpointConfig: (args) => {
      configs.set(text(args, 'EndpointConfigName'), args['ProductionVariants'] as readonly VariantRequest[]);
      return {};
    },
    createEndpoint: (args) => {
      if (endpoint !== undefined) throw failed('SageMaker.SageMakerException', 'it exists already');
      serve(text(args, 'EndpointConfigName'));
      return {};
    },
    updateEndpoint: (args) => {
      if (isLosingUpdates) isLosingUpdates = false;
      else serve(text(args, 'EndpointConfigName'));
      return {};
    },
    updateEndpointWeightsAndCapacities: (args) => {
      const weights = args['DesiredWeightsAndCapacities'] as readonly {
        VariantName: string;
        DesiredWeight: number;
      }[];
      for (const { VariantName, DesiredWeight } of weights) {
        if (endpoint?.weights.has(VariantName) !== true)
          throw failed('SageMaker.SageMakerException', 'no such variant');
        endpoint.weights.set(VariantName, DesiredWeight);
      }
      return {};
    },
    describeEndpoint: () => {
      if (endpoint === undefined) throw failed('SageMaker.SageMakerException', 'Could not find the endpoint');
      return { EndpointStatus: 'InService', EndpointConfigName: endpoint.configName };
    },
    deleteEndpoint: () => {
      endpoint = undefined;
      return {};
    },
    createTransformJob: (args) => ({ TransformJobName: text(args, 'TransformJobName') }),
  };

  const description = (): EndpointDescription | undefined =>
    endpoint === undefined
      ? undefined
      : {
          ...{ status: 'InService', configName: endpoint.configName },
          ...{ hasPendingDeployment: false, captureEnabled: false },
          variants: [...endpoint.weights].map(([name, weight]) => {
            const count = endpoint?.counts.get(name) ?? 1;
            return {
              ...{ name, currentWeight: weight, desiredWeight: weight, images: [`${name}@sha256:1`] },
              ...{ currentInstanceCount: count, desiredInstanceCount: count },
            };
          }),
        };
  const control: SageMakerControl = {
    describeEndpoint: async () => description(),
    describeTrainingJob: async () => undefined,
    describeTransformJob: async () => undefined,
    listNames: async function* () {
      // nothing is cleaned up here
    },
    delete: async () => undefined,
  };
  return {
    control,
    /** The next update is taken, and the endpoint stays with what it has. */
    goBackSilently: () => {
      isLosingUpdates = true;
    },
    /** The call behind a resource such as `arn:aws:states:::aws-sdk:sagemaker:describeEndpoint`. */
    call: (resource: string, args: unknown): object => {
      const name = resource.replace('.sync', '').split(':').at(-1) ?? '';
      const call = calls[name];
      if (call === undefined) throw new Error(`unknown call ${resource}`);
      return call(args as Args);
    },
    /** Share of the traffic of each variant, in percent. */
    traffic: (): Record<string, number> => {
      const total = [...(endpoint?.weights.values() ?? [])].reduce((sum, weight) => sum + weight, 0);
      return Object.fromEntries(
        [...(endpoint?.weights ?? [])].map(([name, weight]) => [name, (100 * weight) / total]),
      );
    },
  };
}
