import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

/** A command that has started something, and fails as soon as that is ended. */
const COMMAND = `
  import { isInterrupted, onInterrupt, listenForInterrupts } from './cli/interrupt.ts';
  listenForInterrupts();
  const work = setInterval(() => undefined, 1000);
  onInterrupt(async () => {
    clearInterval(work);
    process.stdout.write('ended, interrupted: ' + isInterrupted());
  });
  process.stdout.write('ready');
`;

test('Ctrl-C ends what was started and says so, and leaves with 130', async () => {
  const command = spawn(process.execPath, ['--input-type=module', '-e', COMMAND]);
  const text = { out: '', err: '' };
  command.stderr.on('data', (chunk: Buffer) => (text.err += chunk.toString()));
  const isReady = new Promise((resolve) => {
    command.stdout.on('data', (chunk: Buffer) => {
      text.out += chunk.toString();
      if (text.out.startsWith('ready')) resolve(undefined);
    });
  });
  const closed = once(command, 'close');
  await isReady;
  command.kill('SIGINT');
  expect(await closed).toEqual([130, null]);
  expect(text).toEqual({
    out: 'readyended, interrupted: true',
    err: 'stopping what was started; once more to leave at once\n',
  });
});
