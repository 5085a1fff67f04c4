import { expect, test } from 'vitest';
import { requestIdOf } from '#core/retraining/request-id';

test('G-12 the id of a request is made of what it is about, and of nothing else', () => {
  const fingerprint = { model: 'air-time', championVersion: 2, cause: 'drift', subject: '2013-04-01' };
  const id = requestIdOf(fingerprint);
  expect(requestIdOf({ ...fingerprint, ...{ asOf: 'x', requestedBy: 'y' } })).toBe(id);
  for (const change of [{ championVersion: null }, { cause: 'quality' }, { subject: 'x' }, { model: 'x' }])
    expect(requestIdOf({ ...fingerprint, ...change })).not.toBe(id);
});
