/** Sending messages to a standard queue; delivery is at least once and unordered. */
export interface Queue {
  /** @param options.delaySeconds until they can be received, at most 900; default 0 */
  send(
    queueUrl: string,
    messages: readonly unknown[],
    options?: { readonly delaySeconds?: number },
  ): Promise<void>;
}
