/**
 * Stands in for `@aws-sdk/credential-provider-node` inside the Lambda bundles.
 *
 * Lambda hands a function its role's credentials in the environment and nowhere else, so the providers for
 * profiles, SSO, instance metadata and web identity (a third of a small bundle) are never used there.
 */
interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export function defaultProvider(): () => Promise<Credentials> {
  return () => {
    const {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    } = process.env;
    if (accessKeyId === undefined || secretAccessKey === undefined) {
      return Promise.reject(new Error('the function environment holds no AWS credentials'));
    }
    const credentials = { accessKeyId, secretAccessKey };
    return Promise.resolve(sessionToken === undefined ? credentials : { ...credentials, sessionToken });
  };
}

/** The SDK asks this before it calls a provider again; credentials of the environment never expire for it. */
export function credentialsTreatedAsExpired(): boolean {
  return false;
}

export function credentialsWillNeedRefresh(): boolean {
  return false;
}
