/** The emulator as SageMaker local needs it: there, or being waited for. Without its S3 no job begins or ends. */
import { setTimeout as delay } from 'node:timers/promises';

export interface EmulatorPresence {
  isUp(): Promise<boolean>;
  /** Resolves when it answers. */
  up(): Promise<void>;
}

const LOOK_MILLISECONDS = 100;
/** A busy emulator answers late; one that is gone refuses at once. */
const ANSWER_MILLISECONDS = 10_000;

export function emulatorAt(url: string): EmulatorPresence {
  const isUp = () =>
    fetch(`${url}/_gyre/status`, { signal: AbortSignal.timeout(ANSWER_MILLISECONDS) }).then(
      (answer) => answer.ok,
      () => false,
    );
  return {
    isUp,
    async up() {
      // Whoever waits does not keep the server from ending.
      while (!(await isUp())) await delay(LOOK_MILLISECONDS, undefined, { ref: false });
    },
  };
}
