import type { Aggregate } from './aggregate.ts';

/** Keys of the registry's one table. Every partition key starts with a tenant and is made here. */
const DEFAULT_TENANT = 'default';

export function partitionKey(aggregate: Aggregate): string {
  return `${aggregate.tenant ?? DEFAULT_TENANT}#${aggregate.kind}#${aggregate.name}`;
}

export const HEAD_KEY = 'HEAD';
export const LEASE_KEY = 'LEASE';
/** Of a dataset: its newest version and totals. */
export const LATEST_KEY = 'LATEST';
/** Of a dataset: the uploads that are in work. */
export const OPEN_UPLOADS_KEY = 'OPEN-UPLOADS';
export const VERSION_PREFIX = 'VERSION#';
export const LEDGER_PREFIX = 'LEDGER#';

/** @example versionKey(12) // 'VERSION#000012' */
export function versionKey(version: number): string {
  return `${VERSION_PREFIX}${String(version).padStart(6, '0')}`;
}

/** @example ledgerKey(7) // 'LEDGER#000000000007' */
export function ledgerKey(seq: number): string {
  return `${LEDGER_PREFIX}${String(seq).padStart(12, '0')}`;
}

export function aliasKey(alias: 'champion' | 'shadow'): string {
  return `ALIAS#${alias}`;
}

export function contestKey(contestId: string): string {
  return `CONTEST#${contestId}`;
}

export function requestKey(requestId: string): string {
  return `REQUEST#${requestId}`;
}

export function revisionKey(revision: string): string {
  return `REVISION#${revision}`;
}

export function deploymentKey(deploymentId: string): string {
  return `DEPLOYMENT#${deploymentId}`;
}

export function approvalKey(deploymentId: string): string {
  return `APPROVAL#${deploymentId}`;
}

export function uploadKey(uploadId: string): string {
  return `UPLOAD#${uploadId}`;
}

export function windowKey(start: string, version: number, revision: number): string {
  return `WINDOW#${start}#${String(version).padStart(6, '0')}#${String(revision).padStart(4, '0')}`;
}

/** Partition of the index over HEAD items. @example kindKey('model') // 'default#model' */
export function kindKey(kind: Aggregate['kind'], tenant = DEFAULT_TENANT): string {
  return `${tenant}#${kind}`;
}

/** Which version of a dataset holds an object of this content. */
export function objectKey(sha256: string): string {
  return `OBJECT#${sha256}`;
}
