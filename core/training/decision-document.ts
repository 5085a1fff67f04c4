import { canonicalJson } from '../registry/canonical-json.ts';
import type { ContestDecision } from './gate.ts';

/** decision.json of a contest: one text for one decision, so that a replay can compare bytes. */
export function decisionDocument(contestId: string, decision: ContestDecision): string {
  // JSON.stringify turns NaN into null, which the canonical form can hold.
  return canonicalJson(
    JSON.parse(JSON.stringify({ contestId, ...decision, winner: decision.winner ?? null })),
  );
}
