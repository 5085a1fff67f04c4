import { identify } from '../registry/identify.ts';

/** One request per fingerprint, whoever asks and however often. */
export function requestIdOf(fingerprint: {
  readonly model: string;
  readonly championVersion: number | null;
  readonly cause: string;
  readonly subject: string;
}): string {
  const { model, championVersion, cause, subject } = fingerprint;
  return identify('rr', { model, championVersion, cause, subject });
}
