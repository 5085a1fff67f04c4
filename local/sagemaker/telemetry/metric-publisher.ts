import { CloudWatchClient, PutMetricDataCommand, type StandardUnit } from '@aws-sdk/client-cloudwatch';

interface Sum {
  readonly namespace: string;
  readonly endpoint: string;
  readonly variant: string;
  readonly name: string;
  readonly unit: StandardUnit;
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
}

const FLUSH_MILLISECONDS = 1000;
const INVOCATIONS = 'AWS/SageMaker';
const RESOURCES = '/aws/sagemaker/Endpoints';

/** Metrics of invocations and resources per variant, as SageMaker publishes them; gathered and sent once a second. */
export class MetricPublisher {
  readonly #client: CloudWatchClient;
  readonly #sums = new Map<string, Sum>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(client: CloudWatchClient) {
    this.#client = client;
  }

  /** @param status  of the container; 0 when it gave none */
  invocation(endpoint: string, variant: string, status: number, microseconds: number): void {
    this.#add(endpoint, variant, 'Invocations', 'None', 1);
    this.#add(endpoint, variant, 'Invocation4XXErrors', 'None', status >= 400 && status < 500 ? 1 : 0);
    this.#add(endpoint, variant, 'Invocation5XXErrors', 'None', status >= 500 || status === 0 ? 1 : 0);
    if (status === 200) this.#add(endpoint, variant, 'ModelLatency', 'Microseconds', microseconds);
    this.#schedule();
  }

  /** @param percents  by the name of the metric */
  resources(endpoint: string, variant: string, percents: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(percents)) {
      const figures = { count: 1, sum: value, minimum: value, maximum: value };
      this.#merge({ namespace: RESOURCES, endpoint, variant, name, unit: 'Percent', ...figures });
    }
    this.#schedule();
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const sums = [...this.#sums.values()];
    this.#sums.clear();
    const spaces = Map.groupBy(sums, ({ namespace }) => namespace);
    await Promise.all([...spaces].map(([namespace, own]) => this.#send(namespace, own)));
  }

  /** The last flush; what it cannot deliver is lost. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.flush();
  }

  async #send(namespace: string, sums: readonly Sum[]): Promise<void> {
    try {
      await this.#client.send(
        new PutMetricDataCommand({
          Namespace: namespace,
          MetricData: sums.map(({ endpoint, variant, name, unit, count, sum, minimum, maximum }) => ({
            MetricName: name,
            Unit: unit,
            Timestamp: new Date(),
            Dimensions: [
              { Name: 'EndpointName', Value: endpoint },
              { Name: 'VariantName', Value: variant },
            ],
            StatisticValues: { SampleCount: count, Sum: sum, Minimum: minimum, Maximum: maximum },
          })),
        }),
      );
    } catch (error) {
      console.error(`metrics not delivered yet: ${error instanceof Error ? error.message : String(error)}`);
      for (const sum of sums) this.#merge(sum);
      if (!this.#isClosed) this.#schedule();
    }
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MILLISECONDS);
  }

  #add(endpoint: string, variant: string, name: string, unit: StandardUnit, value: number): void {
    const figures = { count: 1, sum: value, minimum: value, maximum: value };
    this.#merge({ namespace: INVOCATIONS, endpoint, variant, name, unit, ...figures });
  }

  #merge(added: Sum): void {
    const key = [added.namespace, added.endpoint, added.variant, added.name].join('\n');
    const sum = this.#sums.get(key);
    if (sum === undefined) {
      this.#sums.set(key, { ...added });
      return;
    }
    sum.count += added.count;
    sum.sum += added.sum;
    sum.minimum = Math.min(sum.minimum, added.minimum);
    sum.maximum = Math.max(sum.maximum, added.maximum);
  }
}
