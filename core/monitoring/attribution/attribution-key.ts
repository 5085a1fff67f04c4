/** @example attributionKey('air-time', '2013-04-01T00:00:00.000Z', 2) // 'attribution/air-time/2013-04-01T00-v2.json' */
export function attributionKey(model: string, windowStart: string, version: number): string {
  return `attribution/${model}/${windowStart.slice(0, 13)}-v${version}.json`;
}
