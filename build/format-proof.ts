import { NOT_COUNTED, ONLY_IF_CALLED, type RoleProof, shareUsed } from './prove-roles.ts';

/** Every action of every role, used or not. */
export function formatProof(proofs: readonly RoleProof[]): string {
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
    formatShare(proofs),
  ].join('\n');
}

/** A line a role: how much of it is used, and what is not. */
export function formatBriefly(proofs: readonly RoleProof[]): string {
  const width = Math.max(...proofs.map(({ role }) => role.length));
  return [
    ...proofs.flatMap(({ role, used, unused, notGranted }) => [
      `${role.padEnd(width)}  ${used.length} of ${used.length + unused.length}  ${unused.join(', ')}`.trimEnd(),
      ...notGranted.map((call) => `  NOT GRANTED ${call}`),
    ]),
    formatShare(proofs),
  ].join('\n');
}

function formatShare(proofs: readonly RoleProof[]): string {
  const { used, granted } = shareUsed(proofs);
  const refused = proofs.reduce((sum, proof) => sum + proof.notGranted.length, 0);
  const percent = granted === 0 ? 0 : ((100 * used) / granted).toFixed(1);
  return [
    `roles of functions: ${proofs.length}; calls that are not granted: ${refused}`,
    `granted actions used: ${used} of ${granted} (${percent} %)`,
  ].join('\n');
}
