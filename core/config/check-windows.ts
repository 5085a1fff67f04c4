import type { Conflict } from './conflict.ts';
import type { ModelConfig } from './model-config.ts';

/** Whether windows can be judged as the settings ask; a policy that is only tried out is checked the same way. */
export function checkWindows({ monitoring }: Pick<ModelConfig, 'monitoring'>): readonly Conflict[] {
  const { m, n } = monitoring.drift.windows;
  const { season, alarmOn } = monitoring.drift;
  const path = ['monitoring', 'drift'];
  const conflicts: Conflict[] = [];
  if (m > n) {
    conflicts.push({
      path: [...path, 'windows'],
      message: 'more windows must be drifted than are looked at',
      received: `${m} of ${n}`,
      allowed: 'm of n with m at most n',
      fix: 'exchange or correct the two numbers',
    });
  }
  if (season?.kind === 'hour-of-week' && monitoring.bucket !== '1h') {
    conflicts.push({
      path: [...path, 'season', 'kind'],
      message: 'hours of the week need buckets of an hour',
      received: `hour-of-week with bucket: ${monitoring.bucket}`,
      allowed: 'bucket: 1h; former-years and trailing with any bucket',
      fix: 'set monitoring.bucket: 1h, or choose another kind of season',
    });
  }
  if (alarmOn === 'new' && season === undefined) {
    conflicts.push({
      path: [...path, 'alarmOn'],
      message: 'nothing tells what is new: no season is declared',
      received: 'alarmOn: new without a season',
      allowed: 'alarmOn: new with monitoring.drift.season, or alarmOn: any',
      fix: 'declare a season, or set alarmOn: any',
    });
  }
  return conflicts;
}
