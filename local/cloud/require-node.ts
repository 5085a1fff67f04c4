/**
 * The floor under every entry point: Node 24 runs TypeScript by stripping its types, older ones do not.
 *
 * An installation without its optional dependencies silently falls back to the Node of the host, so the version
 * is checked where a program starts and not where it is installed.
 */
import { NodeVersionError } from './errors.ts';

const MINIMUM_MAJOR = 24;

/**
 * Returns when Node is new enough.
 * @param version  as in `process.versions.node`
 * @throws NodeVersionError with the way to get Node 24
 */
export function requireNode24(version: string = process.versions.node): void {
  const major = Number.parseInt(version, 10);
  if (major >= MINIMUM_MAJOR) return;
  throw new NodeVersionError('this Node is too old to run Gyre', {
    where: process.execPath,
    received: `Node ${version}`,
    allowed: `Node ${MINIMUM_MAJOR} or newer`,
    fix: 'run `npm ci` without --omit=optional (it brings Node 24 on Linux), or install Node 24 and start again',
  });
}
