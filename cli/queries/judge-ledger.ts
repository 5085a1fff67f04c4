import { type LedgerVerdict, verifyLedger } from '#core/registry/verify-ledger';
import type { LedgerReading } from './read-ledger.ts';

/** Fingerprints are part of it: whoever has one from elsewhere can compare. */
export type Verdict = LedgerVerdict & { readonly publicKeys: readonly string[] };

export function judgeLedger({ ledger, findings }: LedgerReading): Verdict {
  const verdict = verifyLedger(ledger);
  const all = [...findings, ...verdict.findings];
  return { ...verdict, isIntact: all.length === 0, findings: all, publicKeys: [...ledger.publicKeys.keys()] };
}
