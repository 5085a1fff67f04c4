import { resolve } from 'node:path';

/** As measured in docs/performance.md. */
export const PACKAGES = [
  'polars==2.1.0',
  'duckdb==2.0.0',
  'pandas==3.1.1',
  'pandera[polars]==0.35.0',
  'great_expectations==1.24.1',
];

const peer = (name: string, what: string) => ({
  ...{ name, what, script: resolve(import.meta.dirname, 'peers', `${name.replaceAll('-', '_')}_checks.py`) },
});
/** Programs of others that make the same checks on the same file. */
export const PEERS = [
  peer('polars', 'one lazy query'),
  peer('pandera-polars', 'a schema over a polars frame'),
  peer('duckdb', 'one SQL statement, straight from the file, two threads'),
  peer('great-expectations', '60 expectations on a pandas frame'),
] as const;
