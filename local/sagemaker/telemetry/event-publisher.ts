import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

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

/**
 * State changes as events on the default bus, with AWS's words. Events are hints: one that cannot be delivered is
 * logged and never holds up a job.
 */
export class EventPublisher {
  readonly #client: EventBridgeClient;

  constructor(client: EventBridgeClient) {
    this.#client = client;
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

  #put(detailType: string, arn: string, detail: object): void {
    const entry = {
      Source: 'aws.sagemaker',
      DetailType: detailType,
      Resources: [arn],
      Detail: JSON.stringify(detail),
    };
    this.#client.send(new PutEventsCommand({ Entries: [entry] })).catch((error: unknown) => {
      console.error(
        `event not delivered: ${detailType}: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  }
}
