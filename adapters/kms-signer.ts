import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { ServiceRefusedError } from '#core/remote-errors';
import type { Signer } from '#ports/signer';
import { clientSettings } from './client-settings.ts';
import { callService } from './wrap-sdk-error.ts';

const client = new KMSClient(clientSettings());

const PEM_LINE_CHARACTERS = 64;

/** Signs with an asymmetric key (ECC_NIST_P256); the private key never leaves KMS. */
export function kmsSigner(keyId: string): Signer {
  return {
    async sign(digest) {
      const command = new SignCommand({
        KeyId: keyId,
        Message: digest,
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      });
      const { KeyId, Signature } = await callService(`KMS Sign ${keyId}`, client.send(command));
      if (Signature === undefined) throw emptyAnswer(`KMS Sign ${keyId}`);
      return { keyId: KeyId ?? keyId, signature: Buffer.from(Signature).toString('base64') };
    },

    async publicKey() {
      const command = new GetPublicKeyCommand({ KeyId: keyId });
      const { PublicKey } = await callService(`KMS GetPublicKey ${keyId}`, client.send(command));
      if (PublicKey === undefined) throw emptyAnswer(`KMS GetPublicKey ${keyId}`);
      return toPem(PublicKey);
    },
  };
}

/** @param der  SubjectPublicKeyInfo */
function toPem(der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${PEM_LINE_CHARACTERS}}`, 'g')) ?? [];
  return `-----BEGIN PUBLIC KEY-----\n${lines.join('\n')}\n-----END PUBLIC KEY-----\n`;
}

function emptyAnswer(where: string): ServiceRefusedError {
  return new ServiceRefusedError('the key service answered without what was asked for', {
    where,
    fix: 'check that the key is an asymmetric signing key (ECC_NIST_P256)',
  });
}
