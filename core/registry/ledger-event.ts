/** What a transition says about itself. */
export interface LedgerEntry {
  /** Past tense, kebab-case: `dataset-version-committed`, `model-version-promoted`. */
  readonly type: string;
  /** Who: `gyre:<room>/<step>` or a person's identity. */
  readonly actor: string;
  /** Why: the id of the upload, request, contest or deployment that led here. */
  readonly cause: string;
  /** When it happened in event time; wall time is stamped by the adapter. */
  readonly asOf?: string;
  /** Ids, digests and numbers only, never row values. */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** The entry in its chain. */
export interface StoredLedgerEvent extends LedgerEntry {
  /** `<tenant>#<kind>#<name>`. */
  readonly chain: string;
  /** From 1, without gap. */
  readonly seq: number;
  readonly prevHash: string;
  readonly hash: string;
  /** Wall time, ISO 8601 UTC. */
  readonly at: string;
  /** The event of the second aggregate that changed in the same transaction. */
  readonly also?: { readonly chain: string; readonly seq: number };
}
