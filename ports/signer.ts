/** Asymmetric signatures over a SHA-256 digest (ECDSA P-256, DER). */
export interface Signer {
  sign(digest: Uint8Array): Promise<{ readonly keyId: string; readonly signature: string }>;
  /** Public key as PEM, so that a signature verifies offline. */
  publicKey(): Promise<string>;
}
