import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { cloudPaths } from '#local/cloud/state-directory';
import { type Grant, grantsOfFunctions, type Template } from './iam-grants.ts';

/**
 * Used against granted rights of the functions: the local cloud writes down each call with the role that made it, the
 * assembly says what was granted. A call without a grant fails; so does a share of used actions below the minimum.
 *
 *     node build/iam-proof.ts --project examples/flights --minimum 0.95
 */
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
const ONLY_IF_CALLED = {
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

export function formatProof(proofs: readonly RoleProof[]): string {
  const { used, granted } = shareUsed(proofs);
  const refused = proofs.reduce((sum, proof) => sum + proof.notGranted.length, 0);
  return [
    'not counted:',
    ...NOT_COUNTED.map(({ action, why }) => `  ${action.source}: ${why}`),
    `  ${ONLY_IF_CALLED.action}: ${ONLY_IF_CALLED.why}`,
    '',
    ...proofs.flatMap((proof) => [
      `${proof.role}: ${proof.used.length} of ${proof.used.length + proof.unused.length} used`,
      ...proof.used.map((action) => `  used       ${action}`),
      ...proof.unused.map((action) => `  unused     ${action}`),
      ...proof.notGranted.map((call) => `  NOT GRANTED ${call}`),
    ]),
    '',
    `roles of functions: ${proofs.length}; calls that are not granted: ${refused}`,
    `granted actions used: ${used} of ${granted} (${granted === 0 ? 0 : ((100 * used) / granted).toFixed(1)} %)`,
  ].join('\n');
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      project: { type: 'string', default: '.' },
      minimum: { type: 'string', default: '0' },
      calls: { type: 'string' },
      assembly: { type: 'string' },
      account: { type: 'string', default: '000000000000' },
      region: { type: 'string', default: 'us-east-1' },
    },
  });
  const assembly = values.assembly ?? join(values.project, '.gyre', 'assembly');
  const templates = globSync('*.template.json', { cwd: assembly }).map(
    (file) => JSON.parse(readFileSync(join(assembly, file), 'utf8')) as Template,
  );
  const calls = readCalls(
    readFileSync(values.calls ?? cloudPaths(values.project).iamCalls, 'utf8').split('\n'),
  );
  const grants = grantsOfFunctions(templates, { accountId: values.account, region: values.region });
  const proofs = proveRoles(grants, calls);
  console.log(formatProof(proofs));
  const { used, granted } = shareUsed(proofs);
  const isProven = proofs.length > 0 && proofs.every(({ notGranted }) => notGranted.length === 0);
  if (!isProven || used < Number(values.minimum) * granted) process.exitCode = 1;
}
