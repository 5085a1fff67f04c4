import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Connection, LOCAL_ENVIRONMENT } from '#cli/connect';
import { bringUp } from '#local/cloud/bring-up';
import { type RunningCloud, stopCloud } from '#local/cloud/launch';
import { type Emulator, emulator } from './emulator.ts';

/** The whole platform in an embedded cloud of its own, which ends with whoever started it. */
export interface DayCloud {
  readonly project: string;
  readonly running: RunningCloud;
  readonly connection: Connection;
  readonly emulator: Emulator;
  stop(): Promise<void>;
}

const FIRST_PORT = 4800;
const LAST_PORT = 4998;

/** @param concurrency children of a map at once: the project's own setting, from which the template takes it */
export async function startDayCloud(concurrency: number, tell: (line: string) => void): Promise<DayCloud> {
  const project = mkdtempSync(join(tmpdir(), 'gyre-day-'));
  const settings = `{ schedules: 'off', mapConcurrency: ${concurrency} }`;
  writeFileSync(
    join(project, 'gyre.config.ts'),
    `export default { environments: { local: ${settings} } };\n`,
  );
  const stop = async () => {
    await stopCloud(project);
    rmSync(project, { recursive: true, force: true });
  };
  try {
    const running = await bringUp({ projectDirectory: project, port: await freePorts(), onProgress: tell });
    const connection = await connect(LOCAL_ENVIRONMENT, project);
    const cloud = emulator({ url: running.emulator.url, pid: running.emulator.pid });
    // The hours are read as a whole: nobody has to hear of each object.
    await cloud.silence(connection.names.bucket('capture'));
    return { project, running, connection, emulator: cloud, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The emulator's port; SageMaker local takes the next. */
async function freePorts(): Promise<number> {
  for (let port = FIRST_PORT + 2 * (process.pid % 50); port < LAST_PORT; port += 2)
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  throw new Error('no free pair of ports');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
