import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { readGroupUse } from '#local/sagemaker/telemetry/group-use';

/** A leader that starts another, both of one group, and works a little. */
const PROGRAM = `
const child = require('node:child_process').spawn('sleep', ['30']);
while (process.cpuUsage().user < 200_000);
console.log(child.pid);
setInterval(() => undefined, 1000);
`;

test.runIf(process.platform === 'linux')(
  'use is that of the whole group, and unknown when it has ended',
  async () => {
    const leader = spawn(process.execPath, ['-e', PROGRAM], { detached: true });
    const ended = once(leader, 'close');
    await once(leader.stdout, 'data');
    const use = await readGroupUse(leader.pid ?? 0);
    expect(use?.cpuSeconds).toBeGreaterThan(0.1);
    expect(use?.memoryBytes).toBeGreaterThan(10_000_000);
    process.kill(-(leader.pid ?? 0), 'SIGKILL');
    await ended;
    expect(await readGroupUse(leader.pid ?? 0)).toBeUndefined();
  },
);
