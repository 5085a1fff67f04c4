/** Telling people: a topic that whoever wants to hear subscribes to. Delivery is at least once. */
export interface Notifier {
  tell(topicArn: string, notice: Notice): Promise<void>;
}

export interface Notice {
  /** At most 100 printable ASCII characters, in one line. */
  readonly subject: string;
  readonly body: string;
  /** What a subscription may filter by; no value is empty. */
  readonly attributes: Readonly<Record<string, string>>;
}
