/**
 * uv reads none of pip's settings. A reader behind a mirror or a proxy has set up pip, so what pip would use is
 * handed to uv by its own variables. Settings go through the environment and not the command line, where other
 * users of the machine could read a password in an address.
 */

/** How each pip setting is called by uv. Several values are separated by blanks in both. */
const UV_NAME_OF_PIP_SETTING: Readonly<Record<string, string>> = {
  'index-url': 'UV_DEFAULT_INDEX',
  'extra-index-url': 'UV_INDEX',
  'find-links': 'UV_FIND_LINKS',
  'trusted-host': 'UV_INSECURE_HOST',
  cert: 'SSL_CERT_FILE',
};

/** Later ones win, as in pip: a section of the command over `global`, the environment over both. */
const SECTIONS = ['global', 'install', ':env:'];

export interface IndexSettings {
  /** Variables to add to uv's environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** True when pip may use no index at all; uv is then left aside. */
  readonly isIndexForbidden: boolean;
}

/**
 * @param listing  what `pip config list` prints: one `section.key='value'` a line
 * @param env      what the user set for uv already; it wins
 * @example readIndexSettings("global.index-url='https://pip.example/simple'", {}).variables
 *          // { UV_DEFAULT_INDEX: 'https://pip.example/simple' }
 */
export function readIndexSettings(listing: string, env: NodeJS.ProcessEnv): IndexSettings {
  const values = new Map<string, string>();
  const lines = listing
    .split('\n')
    .map((line) => /^(global|install|:env:)\.([a-z-]+)='(.*)'$/.exec(line.trim()));
  for (const section of SECTIONS) {
    for (const match of lines) {
      const [, found, key, value] = match ?? [];
      if (found === section && key !== undefined && value !== undefined) values.set(key, value);
    }
  }
  const variables = Object.fromEntries(
    Object.entries(UV_NAME_OF_PIP_SETTING).flatMap(([key, uvName]) => {
      const value = values.get(key);
      return value === undefined || env[uvName] !== undefined
        ? []
        : [[uvName, value.replaceAll(/(?:\\n|\s)+/g, ' ').trim()]];
    }),
  );
  return { variables, isIndexForbidden: ['1', 'true', 'yes', 'on'].includes(values.get('no-index') ?? '') };
}
