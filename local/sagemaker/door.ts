import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Why a request is refused, or undefined. Only programs of this machine come in: a web page carries an Origin or a
 * fetch-site of elsewhere, and after DNS rebinding a foreign Host.
 */
export function refusal(headers: IncomingHttpHeaders): string | undefined {
  if (!LOOPBACK_NAMES.has(hostName(headers.host ?? ''))) return 'foreign Host';
  const origin = headers.origin;
  if (origin !== undefined && !LOOPBACK_NAMES.has(hostName(origin.replace(/^.*\/\//, ''))))
    return 'foreign Origin';
  return headers['sec-fetch-site'] === 'cross-site' ? 'request of a foreign page' : undefined;
}

function hostName(text: string): string {
  return text.replace(/:\d+$/, '').toLowerCase();
}
