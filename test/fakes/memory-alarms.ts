import type { AlarmReader } from '#ports/alarm-reader';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface MemoryAlarms extends AlarmReader {
  /** The alarms there are, and what they show. */
  readonly states: Map<string, AlarmState>;
}

export function memoryAlarms(): MemoryAlarms {
  const states = new Map<string, AlarmState>();
  return { states, state: async (name) => states.get(name) };
}
