/** Small named values that stacks publish and handlers read at run time. */
export interface Parameters {
  get(name: string): Promise<string | undefined>;
  /** Names directly below a path, sorted. */
  listNames(path: string): Promise<readonly string[]>;
}
