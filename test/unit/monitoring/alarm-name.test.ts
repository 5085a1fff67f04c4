import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALARM_CAUSES, alarmName, parseAlarmName } from '#core/monitoring/alarm-name';
import { NAME_PATTERN } from '#core/config/names';

const name = fc.stringMatching(NAME_PATTERN);
const awkward = fc.constantFrom('drift', 'a-drift', 'a-quality', 'drift-quality', 'a--b', 'prod', 'gyre');

test('a name tells model and cause again, also with hyphens in it', () => {
  fc.assert(
    fc.property(
      fc.oneof(name, awkward),
      fc.oneof(name, awkward),
      fc.constantFrom(...ALARM_CAUSES),
      (env, model, cause) => {
        expect(parseAlarmName(env, alarmName(env, model, cause))).toEqual({ model, cause });
      },
    ),
  );
});

test('G-11 alarms of two models or causes never share a name', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.oneof(name, awkward), fc.constantFrom(...ALARM_CAUSES))), (all) => {
      const wanted = new Set(all.map(([model, cause]) => JSON.stringify([model, cause])));
      expect(new Set(all.map(([model, cause]) => alarmName('prod', model, cause))).size).toBe(wanted.size);
    }),
  );
});

test.each([
  '',
  'gyre-prod-drift',
  'gyre-prod--drift',
  'gyre-prod-air-time',
  'gyre-prod-air-time-latency',
  'gyre-test-air-time-drift',
  'GYRE-prod-air-time-drift',
  'x-gyre-prod-air-time-drift',
  'gyre-prod-air-time-drift ',
])('G-09 %j stands for nothing', (forged) => {
  expect(parseAlarmName('prod', forged)).toBeUndefined();
});
