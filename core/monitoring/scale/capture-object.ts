import { parseCaptureKey } from '../../serving/capture-key.ts';

/** A capture object as a listing tells of it. */
export interface CaptureObject {
  readonly key: string;
  /** As stored. */
  readonly sizeBytes: number;
  /** Whose results are kept together; default: the endpoint and variant of its key. */
  readonly owner?: string;
}

/** Bytes of an object from `from` to before `to`, as stored. Whole objects go from 0 to their size. */
export interface Piece {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly plainBytes: number;
  /** Whole objects are read whatever they turn out to be; of a part the lines that begin in it. */
  readonly isPart: boolean;
}

/**
 * Who answered: records of different owners are counted in the bins of different baselines.
 * @returns its own owner, else `<endpoint>/<variant>`; `undefined` for a key of another kind
 * @example ownerOf({ key: 'gyre-prod-air-time/v2/2013/04/01/07/a.jsonl' }) // 'gyre-prod-air-time/v2'
 */
export function ownerOf({ key, owner }: Pick<CaptureObject, 'key' | 'owner'>): string | undefined {
  const address = parseCaptureKey(key);
  return address === undefined ? undefined : (owner ?? `${address.endpoint}/${address.variant}`);
}

/** @example isCompressed('a/v1/2013/04/01/07/b.jsonl.gz') // true */
export function isCompressed(key: string): boolean {
  return !key.endsWith('.jsonl');
}

/**
 * Plain bytes of an object: its own, or an estimate for a compressed one.
 * @param plainPerCompressed ratio >= 1
 * @example plainBytesOf({ key: 'a.jsonl.gz', sizeBytes: 100 }, 4) // 400
 */
export function plainBytesOf({ key, sizeBytes }: CaptureObject, plainPerCompressed: number): number {
  return isCompressed(key) ? sizeBytes * plainPerCompressed : sizeBytes;
}

/**
 * An object as pieces of nearly equal size. Only plain objects are cut, since a compressed stream is read from its
 * beginning. A line belongs to the piece that holds its first byte: who reads a piece skips to the first line that
 * begins at or after `from`, and reads on behind `to` until the line it is in has ended.
 *
 * @param mostBytes plain bytes of a piece, >= 1
 * @returns pieces in order, without gap or overlap; an empty object is one empty piece
 * @example splitObject({ key: 'a.jsonl', sizeBytes: 10 }, 4, 4).map(({ from, to }) => [from, to]) // [[0, 4], [4, 8], [8, 10]]
 */
export function splitObject(
  object: CaptureObject,
  mostBytes: number,
  plainPerCompressed: number,
): readonly Piece[] {
  const { key, sizeBytes } = object;
  const plainBytes = plainBytesOf(object, plainPerCompressed);
  if (isCompressed(key) || sizeBytes <= mostBytes)
    return [{ key, from: 0, to: sizeBytes, plainBytes, isPart: false }];
  const step = Math.ceil(sizeBytes / Math.ceil(sizeBytes / mostBytes));
  const count = Math.ceil(sizeBytes / step);
  return Array.from({ length: count }, (_, index) => {
    const from = index * step;
    const to = Math.min(from + step, sizeBytes);
    return { key, from, to, plainBytes: to - from, isPart: true };
  });
}
