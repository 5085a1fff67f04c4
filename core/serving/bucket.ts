/**
 * The bucket of event time that a moment belongs to, to the hour: UTC, half-open.
 * @param eventTime ISO 8601 date-time, UTC
 * @example bucketStart('2013-04-01T07:30:00Z', '1d') // '2013-04-01T00'
 */
export function bucketStart(eventTime: string, bucket: '1h' | '1d'): string {
  const hour = new Date(eventTime).toISOString().slice(0, 13);
  return bucket === '1h' ? hour : `${hour.slice(0, 10)}T00`;
}
