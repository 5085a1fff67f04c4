/** The parts of a capture object's key, whoever wrote it: `<endpoint>/<variant>/yyyy/mm/dd/hh/<name>`. */
export interface CaptureAddress {
  readonly endpoint: string;
  readonly variant: string;
  /** Wall hour of the invocations, to the hour: `2013-04-01T07`. */
  readonly hour: string;
}

const KEY = /^([^/]+)\/([^/]+)\/(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\/[^/]+\.jsonl(\.gz|\.zst)?$/;

/** @returns `undefined` for a key of another kind */
export function parseCaptureKey(key: string): CaptureAddress | undefined {
  const [, endpoint, variant, year, month, day, hour] = KEY.exec(key) ?? [];
  if (endpoint === undefined || variant === undefined) return undefined;
  return { endpoint, variant, hour: `${year}-${month}-${day}T${hour}` };
}

/** @example folderOf('a/v1/2013/04/01/07/b.jsonl') // 'a/v1/2013/04/01/07' */
export function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/'));
}
