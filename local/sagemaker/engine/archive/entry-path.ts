/** The name of an archive's entry as path components below the target, or the reason why it is none. */
import type { ArchiveLimits } from './archive-limits.ts';

const LONGEST_COMPONENT_BYTES = 255;

export type EntryPath =
  | { readonly isSafe: true; readonly components: readonly string[] }
  | { readonly isSafe: false; readonly reason: string };

/**
 * Refuses instead of repairing: a name that has to be repaired was not made by a tool that packs a model.
 * @returns no components for the root itself (`./`)
 * @example entryPath('./code/train.py', ARCHIVE_LIMITS) // { isSafe: true, components: ['code', 'train.py'] }
 */
export function entryPath(name: string, limits: ArchiveLimits): EntryPath {
  const refuse = (reason: string): EntryPath => ({ isSafe: false, reason });
  if (name === '') return refuse('empty name');
  if (/[\u0000-\u001f\u007f]/.test(name)) return refuse('control character in the name');
  if (name.includes('\ufffd')) return refuse('name that is no UTF-8');
  if (name.includes('\\')) return refuse('backslash in the name');
  if (name.startsWith('/')) return refuse('absolute name');
  if (/^[A-Za-z]:/.test(name)) return refuse('drive letter in the name');
  if (Buffer.byteLength(name) > limits.pathBytes) return refuse(`name longer than ${limits.pathBytes} bytes`);
  const components = name.split('/').filter((component) => component !== '' && component !== '.');
  if (components.includes('..')) return refuse('name that leaves the target with ..');
  if (components.length > limits.depth) return refuse(`more than ${limits.depth} folders deep`);
  if (components.some((component) => Buffer.byteLength(component) > LONGEST_COMPONENT_BYTES)) {
    return refuse(`component longer than ${LONGEST_COMPONENT_BYTES} bytes`);
  }
  return { isSafe: true, components };
}
