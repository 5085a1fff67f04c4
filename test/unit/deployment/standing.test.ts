import { expect, test } from 'vitest';
import { type ChampionAlias, deploymentIdOf, standing } from '#core/deployment/deployment-record';

const champion: ChampionAlias = {
  ...{
    version: 3,
    deploymentId: 'dp-1',
    asOf: '2024-05-10T00:00:00Z',
    configName: 'c',
    since: '2024-05-10T01:00:00Z',
  },
};
const request = { version: 4, kind: 'release', asOf: '2024-05-11T00:00:00Z' } as const;

test.each([
  ['nobody serves', request, undefined, null, 'proceed'],
  ['the champion that was compared with serves', request, champion, 3, 'proceed'],
  ['E-10 another champion serves by now', request, champion, 2, 'superseded'],
  ['E-10 a champion serves where the contest knew of none', request, champion, null, 'superseded'],
  [
    'E-10 a later decision was taken',
    { ...request, asOf: '2024-05-09T00:00:00Z' },
    champion,
    3,
    'superseded',
  ],
  ['a decision of the same moment', { ...request, asOf: champion.asOf }, champion, 3, 'proceed'],
  ['the version serves already', { ...request, version: 3 }, champion, 2, 'already-serving'],
  [
    'a person rolls back, whatever was compared',
    { ...request, version: 2, kind: 'rollback' },
    champion,
    1,
    'proceed',
  ],
  [
    'E-10 a person rolled back before the champion was chosen',
    { ...request, kind: 'rollback', asOf: '2024-05-01T00:00:00Z' },
    champion,
    undefined,
    'superseded',
  ],
] as const)('%s', (_, asked, serving, evaluated, expected) => {
  const verdict = standing(asked, serving, evaluated);
  expect(verdict.proceed ? 'proceed' : verdict.outcome).toBe(expected);
});

test('one decision is one deployment', () => {
  const decision = { model: 'air-time', version: 4, kind: 'release', cause: 'ct-1' } as const;
  expect(deploymentIdOf(decision)).toBe(deploymentIdOf({ ...decision }));
  expect(deploymentIdOf(decision)).toMatch(/^dp-[0-9a-f]{16}$/);
  expect(deploymentIdOf({ ...decision, cause: 'ct-2' })).not.toBe(deploymentIdOf(decision));
});
