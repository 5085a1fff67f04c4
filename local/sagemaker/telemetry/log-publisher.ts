import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';

/** Container output to CloudWatch Logs; groups and streams come into being with their first line. */
export class LogPublisher {
  readonly #client: CloudWatchLogsClient;
  readonly #ready = new Map<string, Promise<void>>();

  constructor(client: CloudWatchLogsClient) {
    this.#client = client;
  }

  async publish(group: string, stream: string, lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    try {
      await this.#stream(group, stream);
      const timestamp = Date.now();
      // A log event holds at least one character and at most 256 KB.
      const logEvents = lines.map((line) => ({
        timestamp,
        message: line === '' ? ' ' : line.slice(0, 200_000),
      }));
      await this.#client.send(
        new PutLogEventsCommand({ logGroupName: group, logStreamName: stream, logEvents }),
      );
    } catch (error) {
      console.error(`log not delivered: ${group}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #stream(group: string, stream: string): Promise<void> {
    const key = `${group}\n${stream}`;
    const ready = this.#ready.get(key) ?? this.#create(group, stream);
    this.#ready.set(key, ready);
    return ready;
  }

  async #create(group: string, stream: string): Promise<void> {
    await ignoreExisting(this.#client.send(new CreateLogGroupCommand({ logGroupName: group })));
    await ignoreExisting(
      this.#client.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: stream })),
    );
  }
}

async function ignoreExisting(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceAlreadyExistsException') throw error;
  }
}
