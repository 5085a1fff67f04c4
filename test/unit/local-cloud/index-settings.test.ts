import { expect, test } from 'vitest';
import { isSupported } from '#local/python/find-python';
import { readIndexSettings } from '#local/python/index-settings';

const LISTING = [
  ":env:.index-url='https://env.example/simple'",
  "global.index-url='https://global.example/simple'",
  "install.find-links='/opt/wheels\\n/srv/wheels'",
  "global.timeout='60'",
  "user.is-no-section='x'",
].join('\n');

test('hands what pip would use to uv, the environment over the files', () => {
  expect(readIndexSettings(LISTING, {})).toEqual({
    variables: { UV_DEFAULT_INDEX: 'https://env.example/simple', UV_FIND_LINKS: '/opt/wheels /srv/wheels' },
    isIndexForbidden: false,
  });
});

test('leaves alone what the user has set for uv', () => {
  const { variables } = readIndexSettings(LISTING, { UV_DEFAULT_INDEX: 'https://mine.example/simple' });
  expect(variables).not.toHaveProperty('UV_DEFAULT_INDEX');
});

test('leaves uv aside when pip may use no index', () => {
  expect(readIndexSettings("global.no-index='true'", {}).isIndexForbidden).toBe(true);
});

test.each([
  ['3.9', false],
  ['3.10', true],
  ['3.14', true],
  ['3.15', false],
  ['2.7', false],
  ['', false],
])('Python %s is supported: %s', (version, isTaken) => expect(isSupported(version)).toBe(isTaken));
