/**
 * Why a line of a capture object is not used. The code stands in sketches and reports, the sentence beside it for
 * people; docs/captures.md says what to do about each.
 */
export const BAD_RECORDS = {
  'not-json': 'the line is no JSON, most often cut off',
  'wrong-shape': 'JSON, but no capture record',
  'line-too-long': 'the line is longer than any request and answer can be',
  'broken-archive': 'the object cannot be unpacked from here on',
  'unknown-event-version': 'a capture record of another version than "0"',
  'other-version': 'the record says that another model version answered',
  'input-not-captured': 'the record has no request',
  'output-not-captured': 'the record has no answer',
  'unknown-encoding': 'the encoding is none of CSV, JSON and BASE64',
  'unknown-content-type': 'a body that holds no rows, such as an image or an array of NumPy',
  'payload-not-text': 'BASE64 that is damaged, or of bytes that are no text',
  'payload-not-json': 'a body of type JSON that is none',
  'no-rows-in-input': 'no rows of features are found in the request',
  'no-answers-in-output': 'no predictions are found in the answer',
  'answers-do-not-match-rows': 'not as many predictions as rows',
  'ids-do-not-match-rows': 'not as many row ids or event times as rows',
  'bad-event-time': 'an event time that is none',
  'other-columns': 'a row has another number of cells than the model has features',
} as const satisfies Readonly<Record<string, string>>;

export type BadRecordReason = keyof typeof BAD_RECORDS;

/**
 * @param reason from a sketch or a report, which may be of an older or newer release
 * @example badRecordText('not-json') // 'the line is no JSON, most often cut off'
 */
export function badRecordText(reason: string): string | undefined {
  return Object.hasOwn(BAD_RECORDS, reason) ? BAD_RECORDS[reason as BadRecordReason] : undefined;
}
