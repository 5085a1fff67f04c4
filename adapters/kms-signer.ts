import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { Signer } from '#ports/signer';

const client = new KMSClient({ maxAttempts: 5 });

/** Signs with an asymmetric key (ECC_NIST_P256); the private key never leaves KMS. */
export function kmsSigner(keyId: string): Signer {
  return {
    async sign(digest) {
      const answer = await client.send(
        new SignCommand({
          KeyId: keyId,
          Message: digest,
          MessageType: 'DIGEST',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      );
      return {
        keyId: answer.KeyId ?? keyId,
        signature: Buffer.from(answer.Signature ?? []).toString('base64'),
      };
    },
    async publicKey() {
      const answer = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
      const body = Buffer.from(answer.PublicKey ?? [])
        .toString('base64')
        .replaceAll(/.{64}/g, '$&\n');
      return `-----BEGIN PUBLIC KEY-----\n${body}\n-----END PUBLIC KEY-----\n`;
    },
  };
}
