import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Signer } from '#ports/signer';

/** Signs with a key of its own, as the key service would. `node:crypto` signs content, not digests: see `digests`. */
export interface MemorySigner extends Signer {
  readonly digests: readonly Uint8Array[];
}

/** @param contentOf  what the digest was made of, since Node hashes by itself */
export function memorySigner(contentOf: (digest: Uint8Array) => Uint8Array): MemorySigner {
  const privateKey: KeyObject = createPrivateKey(
    generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    }).privateKey,
  );
  const digests: Uint8Array[] = [];
  return {
    digests,
    sign: async (digest) => {
      digests.push(digest);
      return { keyId: 'key-1', signature: sign('sha256', contentOf(digest), privateKey).toString('base64') };
    },
    publicKey: async () => createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
  };
}
