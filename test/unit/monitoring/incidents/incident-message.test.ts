import { describe, expect, test } from 'vitest';
import { incidentMessage } from '#core/monitoring/incidents/incident-message';
import { closeIncident } from '#core/monitoring/incidents/next-incident';
import { HOSTILE_NAMES } from '../support/hostile-names.ts';
import { feature, incident, MOMENT } from './support/incidents.ts';

test('says what is wrong, since when, because of what, and what to do', () => {
  const { subject, body } = incidentMessage(
    'opened',
    incident({ incidentId: 'in-0123456789abcdef' }),
    'prod',
  );
  expect(subject).toBe('Gyre prod: air-time v1 inputs drifted (opened)');
  expect(body).toBe(`air-time v1, drift: inputs drifted (in-0123456789abcdef, opened)

Verdict: temp 3.76 (0.98)
First bad: 2013-05-01; last: 2013-05-01; bad so far: 1; worst 2.00 x its limit

Features by impact:
  temp: drifted, 2.00 x its threshold, went up

Proposed: Wait for the governor: Gyre asks for a retrain by itself.
Because: The alarm asks, and the reconciler asks again where the alarm was not heard.

  gyre retrain ls --env prod
  gyre drift show air-time --env prod
  gyre incident show in-0123456789abcdef --env prod
  gyre incident ack in-0123456789abcdef --env prod
`);
});

test('a closed one says what ended it, and proposes nothing', () => {
  const ended = closeIncident(incident(), { how: 'restored', version: 3, by: 'gyre' }, MOMENT);
  const { body } = incidentMessage('closed', ended, 'local');
  expect(body).toContain('Ended: v3 was restored\n');
  expect(body).not.toMatch(/Proposed|--env| ack /);
});

describe('H-06 whatever a column or a person is called, a line stays a line', () => {
  test.each(HOSTILE_NAMES)('%j', (name) => {
    const hostile = incident({ model: name, features: [feature(name)] });
    const closed = closeIncident(
      hostile,
      { how: 'closed-by-person', version: null, by: name, message: name },
      MOMENT,
    );
    const { subject, body } = incidentMessage('closed', closed, 'prod');
    expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/);
    const plain = incidentMessage(
      'closed',
      closeIncident(incident(), { how: 'closed-by-person', version: null, by: 'a', message: 'b' }, MOMENT),
      'prod',
    );
    expect(body.split('\n')).toHaveLength(plain.body.split('\n').length);
  });
});
