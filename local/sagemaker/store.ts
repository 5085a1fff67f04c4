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

/**
 * Resources of one kind: in memory, and one file each on disk.
 *
 * A file is written beside, flushed and renamed, so that a crash or a full disk leaves the old state or the new one,
 * never half of it. The write comes first: what could not be stored is refused and not remembered.
 */
export class ResourceStore<Resource extends object> {
  readonly #directory: string;
  readonly #resources = new Map<string, Resource>();

  constructor(stateDirectory: string, kind: string) {
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

  put(name: string, resource: Resource): void {
    const path = this.#path(name);
    const temporary = `${path}.new`;
    try {
      const file = openSync(temporary, 'w');
      try {
        writeSync(file, JSON.stringify({ name, resource }));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      throw new ServiceError(
        'ServiceUnavailable',
        `the state could not be written (${code}); nothing was changed`,
        503,
      );
    }
    this.#resources.set(name, resource);
  }

  delete(name: string): void {
    rmSync(this.#path(name), { force: true });
    this.#resources.delete(name);
  }

  /** Names are hashed: two that differ only in case stay apart on every file system. */
  #path(name: string): string {
    return join(this.#directory, `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.json`);
  }
}
