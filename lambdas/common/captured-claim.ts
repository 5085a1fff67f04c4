import { endpointName, versionOfVariant } from '#core/deployment/endpoint-requests';
import { UnknownVersionError } from '#core/deployment/errors';
import { parseCaptureKey } from '#core/serving/capture-key';
import { claimedFolder } from '#core/monitoring/sketching/claims';

export interface CapturedClaim {
  readonly folder: string;
  readonly variant: string;
  /** Of the folder: `2026-11-21T07`. */
  readonly hour: string;
  readonly model: string;
  readonly version: number;
}

/**
 * Whose rows a claim holds, by its name.
 * @throws UnknownVersionError for the name of another environment's claim, or of none
 */
export function capturedClaim(name: string, environment: string): CapturedClaim {
  const folder = claimedFolder(name);
  const address = parseCaptureKey(`${folder}/any.jsonl`);
  const prefix = endpointName(environment, '');
  const version = versionOfVariant(address?.variant ?? '');
  if (address === undefined || version === undefined || !address.endpoint.startsWith(prefix)) {
    throw new UnknownVersionError('a claim of captures names no model version of this environment', {
      received: name,
      allowed: `${prefix}<model>/v<version>/yyyy/mm/dd/hh/<number>`,
      fix: 'plan the hours of this environment with its own functions',
    });
  }
  const { variant, hour, endpoint } = address;
  return { folder, variant, hour, version, model: endpoint.slice(prefix.length) };
}
