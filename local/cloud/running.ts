/** `running.json`: what runs for a project, so that any later command finds it, and nothing else's. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { isRunning } from './process-identity.ts';
import { cloudPaths, unwritable } from './state-directory.ts';

const processSchema = z.strictObject({
  pid: z.number().int().positive(),
  startToken: z.string().min(1),
  port: z.number().int().positive(),
  url: z.string().startsWith('http://127.0.0.1:'),
});

const runningSchema = z.strictObject({
  format: z.literal(1),
  projectDirectory: z.string(),
  accountId: z.string(),
  region: z.string(),
  startedAt: z.iso.datetime(),
  /** Opens the emulator's administration; the file is readable by its owner only. */
  adminToken: z.string().min(32),
  python: z.string(),
  emulator: processSchema,
  sagemaker: processSchema,
});

export type RunningCloud = Readonly<z.infer<typeof runningSchema>>;

/** @returns undefined when nothing was started, the file is unreadable, or neither process is ours any more */
export async function readRunning(projectDirectory: string): Promise<RunningCloud | undefined> {
  const record = await readRecord(projectDirectory);
  if (record === undefined) return undefined;
  return isRunning(record.emulator) || isRunning(record.sagemaker) ? record : undefined;
}

/** The record as it stands, whether or not its processes live. */
export async function readRecord(projectDirectory: string): Promise<RunningCloud | undefined> {
  try {
    const text = await readFile(cloudPaths(projectDirectory).running, 'utf8');
    return runningSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Written whole or not at all. @throws StateDirectoryError */
export async function writeRunning(running: RunningCloud): Promise<void> {
  const paths = cloudPaths(running.projectDirectory);
  const temporary = `${paths.running}.tmp`;
  try {
    await writeFile(temporary, `${JSON.stringify(running, undefined, 2)}\n`, { mode: 0o600 });
    await rename(temporary, paths.running);
  } catch (error) {
    await rm(temporary, { force: true });
    throw unwritable(paths.running, error);
  }
}
