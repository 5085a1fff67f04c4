import * as z from 'zod';
import type { Grant } from './iam-grants.ts';

/** What roles called against what they are granted, action by action. */
export interface RecordedCall {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly isAllowed: boolean;
}

export interface RoleProof {
  readonly role: string;
  readonly used: readonly string[];
  readonly unused: readonly string[];
  /** Calls that no statement of the role allows, or that the local cloud refused. */
  readonly notGranted: readonly string[];
}

/** Actions that the record cannot show to be used. */
export const NOT_COUNTED: readonly { readonly action: RegExp; readonly why: string }[] = [
  { action: /^kms:(?!Sign$|GetPublicKey$)/, why: 'S3, SQS and DynamoDB call KMS for the function' },
  { action: /^logs:/, why: 'the Lambda service writes the log' },
  { action: /^xray:/, why: 'the Lambda service sends traces' },
  {
    action: /^sqs:(ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueueAttributes)$/,
    why: 'the Lambda service polls the queue',
  },
  { action: /^s3:AbortMultipartUpload$/, why: 'called only when an upload breaks off' },
];
/** These show up only in how S3 answers for an object that is gone, unless the function lists as well. */
export const ONLY_IF_CALLED = {
  action: 's3:ListBucket',
  why: 'makes S3 answer "not found" for "forbidden"; counted where a function lists',
};

const callSchema = z.object({
  principal: z.string(),
  action: z.string(),
  resource: z.string(),
  decision: z.enum(['Allow', 'Deny']),
});
const ASSUMED_ROLE = /:assumed-role\/([^/]+)\//;

/** @param lines  of iam-calls.jsonl; callers that are no role are left out */
export function readCalls(lines: readonly string[]): readonly RecordedCall[] {
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => callSchema.parse(JSON.parse(line)))
    .flatMap(({ principal, action, resource, decision }) => {
      const role = ASSUMED_ROLE.exec(principal)?.[1];
      return role === undefined ? [] : [{ role, action, resource, isAllowed: decision === 'Allow' }];
    });
}

export function proveRoles(grants: readonly Grant[], calls: readonly RecordedCall[]): readonly RoleProof[] {
  return [...new Set(grants.map(({ role }) => role))].sort().map((role) => {
    const own = grants.filter((grant) => grant.role === role);
    const made = calls.filter((call) => matches(role, call.role));
    const granted = new Set(own.map(({ action }) => action));
    const called = new Set(made.map(({ action }) => action));
    const isCounted = (action: string) =>
      !NOT_COUNTED.some(({ action: pattern }) => pattern.test(action)) &&
      (action !== ONLY_IF_CALLED.action || called.has(action));
    const counted = [...granted].filter(isCounted).sort();
    const isGranted = (call: RecordedCall) =>
      call.isAllowed &&
      own.some(
        ({ action, resources }) =>
          action === call.action && resources.some((pattern) => matches(pattern, call.resource)),
      );
    const notGranted = made.filter((call) => !isGranted(call));
    return {
      role,
      used: counted.filter((action) => called.has(action)),
      unused: counted.filter((action) => !called.has(action)),
      notGranted: [...new Set(notGranted.map(({ action, resource }) => `${action} on ${resource}`))].sort(),
    };
  });
}

/** As IAM compares: `*` is any text. The record writes names of SageMaker in lower case, as ARNs of it are. */
function matches(pattern: string, text: string): boolean {
  const literal = (part: string) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`, 's').test(text);
}

export function shareUsed(proofs: readonly RoleProof[]): { readonly used: number; readonly granted: number } {
  const used = proofs.reduce((sum, proof) => sum + proof.used.length, 0);
  return { used, granted: proofs.reduce((sum, proof) => sum + proof.unused.length, used) };
}

/** What the proof asks for: calls of known functions, each granted, and a share of the granted actions that is used. */
export function isProven(proofs: readonly RoleProof[], minimumShare: number): boolean {
  const { used, granted } = shareUsed(proofs);
  if (proofs.some(({ notGranted }) => notGranted.length > 0)) return false;
  return granted > 0 && used >= minimumShare * granted;
}
