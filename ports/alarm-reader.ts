/** Looking at alarms: what they show now. */
export interface AlarmReader {
  /** `undefined` when there is no such alarm. */
  state(alarmName: string): Promise<'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined>;
}
