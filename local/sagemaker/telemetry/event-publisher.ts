import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';

const DETAIL_TYPES = {
  TrainingJob: 'SageMaker Training Job State Change',
  TransformJob: 'SageMaker Transform Job State Change',
} as const;

/** EventBridge speaks other words of endpoints than the API does. */
const ENDPOINT_WORDS: Readonly<Record<string, string>> = {
  Creating: 'CREATING',
  Updating: 'UPDATING',
  RollingBack: 'ROLLING_BACK',
  InService: 'IN_SERVICE',
  Deleting: 'DELETING',
  Failed: 'FAILED',
};

/** Only the service itself may publish `aws.*` events: the emulator's overlay lets those with this header through. */
const TOKEN_HEADER = 'x-gyre-admin-token';

/**
 * State changes as events on the default bus, with AWS's words. Events are hints: one that cannot be delivered is
 * logged and never holds up a job. They go out one after the other, so that they arrive in their order.
 */
export class EventPublisher {
  readonly #client: EventBridgeClient;
  #last: Promise<void> = Promise.resolve();

  /** @param adminToken  default: none, and the emulator refuses the events */
  constructor(client: EventBridgeClient, adminToken?: string) {
    this.#client = client;
    if (adminToken === undefined || adminToken === '') return;
    client.middlewareStack.add(
      (next) => async (parameters) => {
        if (hasHeaders(parameters.request)) parameters.request.headers[TOKEN_HEADER] = adminToken;
        return await next(parameters);
      },
      { step: 'build' },
    );
  }

  job(
    noun: keyof typeof DETAIL_TYPES,
    name: string,
    arn: string,
    status: string,
    secondaryStatus: string,
  ): void {
    const detail = {
      [`${noun}Name`]: name,
      [`${noun}Arn`]: arn,
      [`${noun}Status`]: status,
      ...(noun === 'TrainingJob' ? { SecondaryStatus: secondaryStatus } : {}),
    };
    this.#put(DETAIL_TYPES[noun], arn, detail);
  }

  endpoint(name: string, arn: string, configName: string, status: string): void {
    this.#put('SageMaker Endpoint State Change', arn, {
      EndpointName: name,
      EndpointArn: arn,
      EndpointConfigName: configName,
      EndpointStatus: ENDPOINT_WORDS[status] ?? status,
    });
  }

  /** Resolves when what was published so far is delivered or given up. */
  flush(): Promise<void> {
    return this.#last;
  }

  #put(detailType: string, arn: string, detail: object): void {
    const entry = {
      Source: 'aws.sagemaker',
      DetailType: detailType,
      Time: new Date(),
      Resources: [arn],
      Detail: JSON.stringify(detail),
    };
    this.#last = this.#last.then(() => this.#send(entry));
  }

  async #send(entry: PutEventsRequestEntry): Promise<void> {
    try {
      const answer = await this.#client.send(new PutEventsCommand({ Entries: [entry] }));
      const code = answer.Entries?.[0]?.ErrorCode;
      if (code !== undefined) console.error(`event not delivered: ${entry.DetailType ?? ''}: ${code}`);
    } catch (error) {
      console.error(
        `event not delivered: ${entry.DetailType ?? ''}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

function hasHeaders(request: unknown): request is { headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'headers' in request;
}
