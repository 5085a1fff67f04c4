/** Sending messages to a standard queue; delivery is at least once and unordered. */
export interface Queue {
  send(queueUrl: string, messages: readonly unknown[]): Promise<void>;
}
