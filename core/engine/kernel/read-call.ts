import type { CaptureTerms } from '#core/serving/capture/capture-terms';
import { captureDecoder } from '#core/serving/capture-record';
import type { ReadCall } from './capture-counter.ts';

/**
 * Calls as captures are read everywhere, for a counter.
 * @param terms what is known of the model that answered; its features are the counter's `names`
 */
export function readCallOf(terms: CaptureTerms = {}): ReadCall {
  const decode = captureDecoder(terms);
  return (line) => {
    const decoded = decode(line);
    if ('bad' in decoded) return decoded;
    const { record, modelVersion } = decoded;
    const { eventId, attributes, inputs, outputs, eventTimes } = record;
    return {
      ...{ eventId, isLive: attributes.purpose === 'live', inputs, outputs, eventTimes },
      ...(modelVersion === undefined ? {} : { modelVersion }),
    };
  };
}
