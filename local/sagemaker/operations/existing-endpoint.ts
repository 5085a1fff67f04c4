import { CHANGING } from '../endpoints/endpoint-controller.ts';
import type { EndpointRecord } from '../records.ts';
import { validation } from '../service-error.ts';
import type { Service } from '../service.ts';

export function existingEndpoint(service: Service, name: string): EndpointRecord {
  const record = service.endpoints.get(name);
  if (record === undefined) throw validation(`Could not find endpoint "${service.arn('endpoint', name)}".`);
  return record;
}

/** Nothing can be changed or deleted while an endpoint is Creating or Updating; a failed one can only be deleted. */
export function settledEndpoint(service: Service, name: string, verb: 'update' | 'delete'): EndpointRecord {
  const record = existingEndpoint(service, name);
  if (CHANGING.has(record.status)) throw validation(`Cannot ${verb} in-progress endpoint "${record.arn}".`);
  if (verb === 'update' && record.status === 'Failed') {
    throw validation(`Cannot update endpoint "${record.arn}" in status Failed: it can only be deleted.`);
  }
  return record;
}
