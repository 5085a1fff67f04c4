import { expect, test } from 'vitest';
import { NodeVersionError } from '#local/cloud/errors';
import { requireNode24 } from '#local/cloud/require-node';

test('takes Node 24 and newer', () => {
  expect(() => requireNode24('24.0.0')).not.toThrow();
  expect(() => requireNode24('26.1.0')).not.toThrow();
});

test('refuses an older Node with the version received and the fix', () => {
  try {
    requireNode24('20.19.4');
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(NodeVersionError);
    expect((error as NodeVersionError).facts).toMatchObject({ received: 'Node 20.19.4' });
    expect((error as NodeVersionError).facts.fix).toMatch(/npm ci/);
  }
});
