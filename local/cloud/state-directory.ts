/** Where the embedded cloud of a project keeps everything: `<project>/.gyre/local`, and nothing outside it. */
import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StateDirectoryError } from './errors.ts';

export interface CloudPaths {
  readonly root: string;
  /** Snapshots of the emulator's services and the list of IAM calls. */
  readonly state: string;
  readonly s3: string;
  /** Emptied at each start: unpacked Lambda code and the HOME of every process. */
  readonly tmp: string;
  readonly sagemaker: string;
  readonly logs: string;
  readonly running: string;
  readonly lock: string;
  readonly iamCalls: string;
}

export function cloudPaths(projectDirectory: string): CloudPaths {
  const root = join(resolve(projectDirectory), '.gyre', 'local');
  return {
    root,
    state: join(root, 'state'),
    s3: join(root, 's3'),
    tmp: join(root, 'tmp'),
    sagemaker: join(root, 'sagemaker'),
    logs: join(root, 'logs'),
    running: join(root, 'running.json'),
    lock: join(root, 'lock'),
    iamCalls: join(root, 'state', 'iam-calls.jsonl'),
  };
}

/** @throws StateDirectoryError when a folder cannot be made or written */
export async function makeStateDirectory(paths: CloudPaths): Promise<void> {
  try {
    for (const folder of [paths.state, paths.s3, paths.tmp, paths.sagemaker, paths.logs]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    }
    // The emulator unpacks Lambda code and its CommonJS worker here; a project above may be of type module.
    await writeFile(join(paths.tmp, 'package.json'), '{ "type": "commonjs" }\n');
    await access(paths.root, constants.W_OK);
  } catch (cause) {
    throw unwritable(paths.root, cause);
  }
}

/** The answer to any write of state that the disk refused. */
export function unwritable(where: string, cause: unknown): StateDirectoryError {
  return new StateDirectoryError(
    'the state directory cannot be written',
    {
      where,
      received: cause instanceof Error ? cause.message : String(cause),
      allowed: 'a writable directory on a disk with free space',
      fix: 'make the folder writable or free some disk, or choose another project folder with --project',
    },
    { cause },
  );
}
