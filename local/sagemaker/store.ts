import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ServiceError } from './service-error.ts';

export type WriteFile = (path: string, text: string) => void;

const RETRY_MILLISECONDS = 500;

/**
 * Resources of one kind: in memory, and one file each on disk.
 *
 * A file is written beside, flushed and renamed, so that a crash or a full disk leaves the old state or the new one,
 * never half of it.
 */
export class ResourceStore<Resource extends object> {
  readonly #directory: string;
  readonly #write: WriteFile;
  readonly #resources = new Map<string, Resource>();
  /** What happened, but is not on disk yet. */
  readonly #owed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(stateDirectory: string, kind: string, write: WriteFile = writeDurably) {
    this.#write = write;
    this.#directory = join(stateDirectory, kind);
    mkdirSync(this.#directory, { recursive: true });
    for (const file of readdirSync(this.#directory)) {
      if (!file.endsWith('.json')) continue;
      const { name, resource } = JSON.parse(readFileSync(join(this.#directory, file), 'utf8')) as {
        name: string;
        resource: Resource;
      };
      this.#resources.set(name, resource);
    }
  }

  get(name: string): Resource | undefined {
    return this.#resources.get(name);
  }

  values(): readonly Resource[] {
    return [...this.#resources.values()];
  }

  /**
   * What a caller asked for: written first, so that what could not be stored is refused and not remembered.
   * @throws ServiceError ServiceUnavailable, with nothing changed
   */
  put(name: string, resource: Resource): void {
    try {
      this.#write(this.#path(name), JSON.stringify({ name, resource }));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      throw new ServiceError(
        'ServiceUnavailable',
        `the state could not be written (${code}); nothing was changed`,
        503,
      );
    }
    this.#owed.delete(name);
    this.#resources.set(name, resource);
  }

  /**
   * What happened and cannot be refused, such as the end of a job: remembered at once, and written again and again
   * until the disk takes it. After a crash before that, the job or the update is found in progress and goes on.
   */
  record(name: string, resource: Resource): void {
    this.#resources.set(name, resource);
    this.#owed.add(name);
    this.#pay();
  }

  delete(name: string): void {
    rmSync(this.#path(name), { force: true });
    this.#owed.delete(name);
    this.#resources.delete(name);
  }

  #pay(): void {
    clearTimeout(this.#timer);
    for (const name of this.#owed) {
      try {
        this.#write(this.#path(name), JSON.stringify({ name, resource: this.#resources.get(name) }));
        this.#owed.delete(name);
      } catch (error) {
        console.error(`state of ${name} not written yet: ${String(error)}`);
        this.#timer = setTimeout(() => this.#pay(), RETRY_MILLISECONDS).unref();
        return;
      }
    }
  }

  /** Names are hashed: two that differ only in case stay apart on every file system. */
  #path(name: string): string {
    return join(this.#directory, `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.json`);
  }
}

function writeDurably(path: string, text: string): void {
  const temporary = `${path}.new`;
  try {
    const file = openSync(temporary, 'w');
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
