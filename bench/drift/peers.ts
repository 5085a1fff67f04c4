import { resolve } from 'node:path';

/** As measured in docs/performance.md. */
export const PACKAGES = ['duckdb==2.0.0', 'polars==2.1.0', 'numpy==2.4.6'];

const script = (name: string) => resolve(import.meta.dirname, 'peers', `${name}.py`);
/** Programs of others that count the same bins; each prints what measure.ts prints. */
export const PEERS = [
  { name: 'duckdb', what: 'bins only, SQL, two threads', script: script('duckdb_bins') },
  { name: 'polars', what: 'bins only, lazy frame and numpy', script: script('polars_bins') },
] as const;
