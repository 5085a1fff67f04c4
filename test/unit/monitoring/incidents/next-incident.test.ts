import { expect, test } from 'vitest';
import { incidentSchema } from '#core/monitoring/incidents/incident-record';
import {
  acknowledgeIncident,
  closeIncident,
  noticesDue,
  updateIncident,
  withoutNotices,
} from '#core/monitoring/incidents/next-incident';
import { evidence, feature, incident, judgement, MOMENT } from './support/incidents.ts';

const later = (day: string) => ({ asOf: `2013-${day}T06:00:00.000Z`, at: '2026-01-02T00:00:00.000Z' });
const kinds = (one: ReturnType<typeof incident>) => one.outbox.map(({ kind }) => kind);

test('an incident names its cause, first bad window, version and what to tell', () => {
  expect(incidentSchema.parse(incident())).toMatchObject({
    ...{ status: 'open', firstBad: '2013-05-01', version: 1, judgements: 1, worstSeverity: 2 },
    outbox: [{ kind: 'opened', asOf: MOMENT.asOf }],
  });
  expect(incident().incidentId).toMatch(/^in-[0-9a-f]{16}$/);
});

test('a further bad window is news, on another day', () => {
  const june = judgement('2013-06-01');
  const next = updateIncident(incident(), june, evidence(), later('07-01'));
  expect(next).toMatchObject({ judgements: 2, last: { subject: '2013-06-01' }, firstBad: '2013-05-01' });
  expect(kinds(next)).toEqual(['opened', 'updated']);
  expect(kinds(updateIncident(incident(), june, evidence(), MOMENT))).toEqual(['opened']);
});

test.each([
  ['as bad as before', {}, ['opened']],
  ['a quarter worse', { severity: 2.5 }, ['opened', 'updated']],
  ['another feature', { features: [feature('dewp')] }, ['opened', 'updated']],
])('a window that was judged again and is %s', (_, facts, told) => {
  const again = judgement('2013-05-01', { revision: 2 });
  const next = updateIncident(incident(), again, evidence(facts), later('06-02'));
  expect(kinds(next)).toEqual(told);
  expect(next).toMatchObject({ judgements: 1, last: { revision: 2 } });
});

test('people are told of what adds up in small steps', () => {
  const revised = (one: ReturnType<typeof incident>, revision: number, severity: number) =>
    updateIncident(
      one,
      judgement('2013-05-01', { revision }),
      evidence({ severity }),
      later(`06-0${revision}`),
    );
  const steps = revised(revised(revised(incident(), 2, 2.3), 3, 2.4), 4, 2.6);
  expect(kinds(steps)).toEqual(['opened', 'updated']);
  expect(steps.worstSeverity).toBe(2.6);
});

test('a message is sent by the run that wrote it, or by any other when that has died', () => {
  const own = incident();
  expect(noticesDue(own, MOMENT)).toHaveLength(1);
  expect(noticesDue(own, { ...later('06-02'), at: MOMENT.at })).toEqual([]);
  expect(noticesDue(own, { ...later('06-02'), at: '2026-01-01T00:10:00.000Z' })).toHaveLength(1);
  const closed = closeIncident(own, { how: 'back-to-normal', version: null, by: 'test' }, later('07-01'));
  expect(kinds(withoutNotices(closed, noticesDue(own, MOMENT)))).toEqual(['closed']);
});

test('a person acknowledges: nobody else is told', () => {
  const seen = acknowledgeIncident(incident(), { by: 'ada', message: 'on it' }, MOMENT);
  expect(incidentSchema.parse(seen)).toMatchObject({ status: 'acknowledged', acknowledged: { by: 'ada' } });
  expect(kinds(seen)).toEqual(['opened']);
});
