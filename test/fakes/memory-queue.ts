import type { Queue } from '#ports/queue';

export interface MemoryQueue extends Queue {
  readonly sent: { readonly queueUrl: string; readonly message: unknown; readonly delaySeconds?: number }[];
}

export function memoryQueue(): MemoryQueue {
  const sent: MemoryQueue['sent'] = [];
  return {
    sent,
    send: async (queueUrl, messages, options) => {
      for (const message of messages) sent.push({ queueUrl, message, ...options });
    },
  };
}
