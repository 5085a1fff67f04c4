import type { EvidenceDocument } from '../evidence-document.ts';
import type { StoredDecision } from '../stored-decision.ts';

/** What the page of a contest is made of. */
export interface JudgedContest {
  readonly document: EvidenceDocument;
  readonly decision: StoredDecision;
  /** Why it was held: drift, quality, first ... */
  readonly cause: string;
}
