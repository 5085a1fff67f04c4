import { setTimeout as delay } from 'node:timers/promises';
import { DemoStepError } from './errors.ts';

const POLL_MILLISECONDS = 60;

/**
 * Looks until there is an answer. The registry is the truth: events are hints, so the demo looks as a person would.
 * @throws DemoStepError when the answer does not come in time
 */
export async function waitFor<Answer>(
  what: string,
  look: () => Promise<Answer | undefined>,
  timeoutSeconds = 120,
): Promise<Answer> {
  const end = performance.now() + timeoutSeconds * 1000;
  for (;;) {
    const answer = await look();
    if (answer !== undefined) return answer;
    if (performance.now() > end) {
      throw new DemoStepError(`the demo waited in vain: ${what}`, {
        received: `nothing after ${timeoutSeconds} s`,
        fix: 'run it again with --keep, then `gyre local logs` and `gyre model history <model>` from examples/flights',
      });
    }
    await delay(POLL_MILLISECONDS);
  }
}
