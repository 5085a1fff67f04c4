/**
 * What every SDK client here is made with. Without limits of its own a client waits for an answer as long as the
 * function lives; with them a lost connection becomes a retry.
 */
export interface ClientSettings {
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: true;
  };
}

const CONNECTION_MILLISECONDS = 3000;

/** @param requestMilliseconds  until the answer begins; the body streams as long as it takes */
export function clientSettings(maxAttempts = 5, requestMilliseconds = 15_000): ClientSettings {
  return {
    maxAttempts,
    requestHandler: {
      connectionTimeout: CONNECTION_MILLISECONDS,
      requestTimeout: requestMilliseconds,
      // Without this the SDK only warns that the time is up.
      throwOnRequestTimeout: true,
    },
  };
}
