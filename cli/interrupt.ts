/** Ctrl-C: what a command has started is ended first, then the process exits with 130. A second one does not wait. */
import { EXIT } from './exit-codes.ts';

export type CleanUp = () => Promise<void> | void;

const cleanUps: CleanUp[] = [];
let isEnding = false;

/** What the command was at fails when it is ended under its hands: nobody needs to read of that. */
export function isInterrupted(): boolean {
  return isEnding;
}

/** @returns a function that takes the clean-up back, once there is nothing left to end */
export function onInterrupt(cleanUp: CleanUp): () => void {
  cleanUps.push(cleanUp);
  return () => {
    const index = cleanUps.indexOf(cleanUp);
    if (index >= 0) cleanUps.splice(index, 1);
  };
}

export function listenForInterrupts(): void {
  const end = () => {
    if (isEnding) process.exit(EXIT.interrupted);
    isEnding = true;
    if (cleanUps.length > 0) process.stderr.write('stopping what was started; once more to leave at once\n');
    void runCleanUps().finally(() => process.exit(EXIT.interrupted));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

/** The newest first; one that fails does not keep the others from running. */
async function runCleanUps(): Promise<void> {
  for (const cleanUp of cleanUps.splice(0).toReversed()) {
    try {
      await cleanUp();
    } catch (error) {
      process.stderr.write(`${String(error)}\n`);
    }
  }
}
