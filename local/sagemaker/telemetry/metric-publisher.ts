import { CloudWatchClient, PutMetricDataCommand, type StandardUnit } from '@aws-sdk/client-cloudwatch';

interface Sum {
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

/** Invocation metrics per variant, as SageMaker publishes them; gathered and sent once a second. */
export class MetricPublisher {
  readonly #client: CloudWatchClient;
  readonly #sums = new Map<string, Sum>();
  #timer: NodeJS.Timeout | undefined;

  constructor(client: CloudWatchClient) {
    this.#client = client;
  }

  invocation(endpoint: string, variant: string, status: number, microseconds: number): void {
    this.#add(endpoint, variant, 'Invocations', 'None', 1);
    this.#add(endpoint, variant, 'Invocation4XXErrors', 'None', status >= 400 && status < 500 ? 1 : 0);
    this.#add(endpoint, variant, 'Invocation5XXErrors', 'None', status >= 500 ? 1 : 0);
    if (status < 400) this.#add(endpoint, variant, 'ModelLatency', 'Microseconds', microseconds);
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MILLISECONDS);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const sums = [...this.#sums.values()];
    this.#sums.clear();
    if (sums.length === 0) return;
    try {
      await this.#client.send(
        new PutMetricDataCommand({
          Namespace: 'AWS/SageMaker',
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
      console.error(`metrics not delivered: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #add(endpoint: string, variant: string, name: string, unit: StandardUnit, value: number): void {
    const key = `${endpoint}\n${variant}\n${name}`;
    const sum = this.#sums.get(key) ?? {
      ...{ endpoint, variant, name, unit, count: 0, sum: 0 },
      ...{ minimum: Number.POSITIVE_INFINITY, maximum: Number.NEGATIVE_INFINITY },
    };
    sum.count += 1;
    sum.sum += value;
    sum.minimum = Math.min(sum.minimum, value);
    sum.maximum = Math.max(sum.maximum, value);
    this.#sums.set(key, sum);
  }
}
