/** What an archive may hold. Generous for models and source, far below what hurts a laptop. */
export interface ArchiveLimits {
  readonly entries: number;
  readonly bytes: number;
  /** Unpacked bytes per packed byte, looked at beyond `ratioFreeBytes`. */
  readonly ratio: number;
  readonly ratioFreeBytes: number;
  readonly depth: number;
  readonly pathBytes: number;
  readonly extendedHeaderBytes: number;
  readonly seconds: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 20_000,
  bytes: 4 * 2 ** 30,
  ratio: 200,
  ratioFreeBytes: 64 * 2 ** 20,
  depth: 32,
  pathBytes: 1024,
  extendedHeaderBytes: 64 * 1024,
  seconds: 300,
};
