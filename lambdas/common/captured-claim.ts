import { answeredBy, endpointName } from '#core/deployment/endpoint-requests';
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
  const owner = address === undefined ? undefined : answeredBy(address, environment);
  if (address === undefined || owner === undefined) {
    throw new UnknownVersionError('a claim of captures names no model version of this environment', {
      received: name,
      allowed: `${endpointName(environment, '<model>')}/v<version>/yyyy/mm/dd/hh/<number>`,
      fix: 'plan the hours of this environment with its own functions',
    });
  }
  return { folder, variant: address.variant, hour: address.hour, ...owner };
}
