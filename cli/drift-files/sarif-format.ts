import { pathToFileURL } from 'node:url';
import { annotationsOf } from './annotations.ts';
import type { FilesVerdict } from './judge-files.ts';

const RULES = [
  {
    id: 'drifted',
    shortDescription: { text: 'A column drifted' },
    fullDescription: {
      text: 'Its stability index is at or above a threshold calibrated on the baseline itself.',
    },
    defaultConfiguration: { level: 'error' },
  },
  {
    id: 'changed',
    shortDescription: { text: 'A column changed below its threshold' },
    fullDescription: { text: 'The difference is no chance and not tiny, and too small to alarm.' },
    defaultConfiguration: { level: 'warning' },
  },
] as const;

/**
 * The verdict in SARIF 2.1.0, which code-scanning views of hosts read: a result a column that drifted or changed, at
 * the first of the files.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifFormat(verdict: FilesVerdict): string {
  const { status, reason, window, baseline } = verdict;
  const [file = ''] = window.files;
  const results = annotationsOf(verdict).flatMap(({ level, column, message }) =>
    level === 'error' || level === 'warning'
      ? [
          {
            ...{
              ruleId: level === 'error' ? 'drifted' : 'changed',
              ruleIndex: level === 'error' ? 0 : 1,
              level,
            },
            message: { text: `${column} ${message}` },
            locations: [
              {
                physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: 1 } },
                logicalLocations: [{ name: column, kind: 'member' }],
              },
            ],
            partialFingerprints: { 'column/v1': `${column}:${level}` },
          },
        ]
      : [],
  );
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'gyre drift', rules: RULES } },
        artifacts: window.files.map((each) => ({ location: { uri: uriOf(each) } })),
        results,
        properties: { status, reason, rows: window.rows, baseline: baseline.file },
      },
    ],
  };
  return JSON.stringify(log, undefined, 2);
}

/** Relative paths stay relative, so that a host finds them in its checkout. */
function uriOf(path: string): string {
  if (path.startsWith('/')) return pathToFileURL(path).href;
  return path.split(/[\\/]/).map(encodeURIComponent).join('/');
}
