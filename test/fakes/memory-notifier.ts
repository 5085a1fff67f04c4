import type { Notice, Notifier } from '#ports/notifier';

export interface MemoryNotifier extends Notifier {
  readonly told: (Notice & { readonly topicArn: string })[];
  /** Calls from now on that fail. */
  failures: number;
}

/** Remembers what people were told, and refuses what SNS refuses. */
export function memoryNotifier(): MemoryNotifier {
  const notifier: MemoryNotifier = {
    told: [],
    failures: 0,
    tell: async (topicArn, notice) => {
      if (!/^[\x20-\x7e]{1,100}$/.test(notice.subject)) throw new Error(`SNS refuses ${notice.subject}`);
      if (Object.values(notice.attributes).includes('')) throw new Error('SNS refuses an empty attribute');
      if (notifier.failures > 0) {
        notifier.failures -= 1;
        throw new Error('nobody answers');
      }
      notifier.told.push({ topicArn, ...notice });
    },
  };
  return notifier;
}
