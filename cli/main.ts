/** `gyre`: checks the floor under it, then runs one command and ends with its exit code. */
import { requireNode24 } from '#local/cloud/require-node';
import { EXIT } from './exit-codes.ts';
import { isInterrupted, listenForInterrupts } from './interrupt.ts';
import { type Streams, unparsedOutput } from './output.ts';

/** @param line  arguments without program and script */
export async function main(line: readonly string[]): Promise<number> {
  const streams: Streams = {
    out: (text) => {
      if (!isInterrupted()) process.stdout.write(text);
    },
    err: (text) => {
      if (!isInterrupted()) process.stderr.write(text);
    },
    width: process.stdout.isTTY ? process.stdout.columns : undefined,
  };
  try {
    requireNode24();
  } catch (error) {
    return unparsedOutput(line, streams).finish(error);
  }
  listenForInterrupts();
  // A reader that closes the pipe early, such as `head`, is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
    throw error;
  });
  const { runProgram } = await import('./program.ts');
  return await runProgram(line, {
    environment: process.env,
    canAsk: process.stdin.isTTY && process.stderr.isTTY,
    streams,
  });
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
