import { createReadStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { addCaptureFile } from '#adapters/capture-files/add-capture-file';
import { countCaptureFile, type FileOptions } from '#adapters/capture-files/count-in-threads';
import { createCaptureCounter } from '#core/engine/kernel/create-capture-counter';
import { plainCaptureCounter } from '#core/engine/kernel/plain-counter';
import { readCallOf } from '#core/engine/kernel/read-call';
import type { InputForm, Inputs } from './make-inputs.ts';
import { naiveTally } from './naive.ts';
import { prototypeTally } from './prototype.ts';
import { readStoredBins, type StoredBins, windowBins } from './stored-bins.ts';
import { type Tally, tallyOf } from './tally.ts';

export interface Contender {
  readonly what: string;
  /** Rows beyond which it is not measured: it would take minutes. */
  readonly mostRows?: number;
  /** Default: plain. */
  readonly form?: InputForm;
  /** @returns undefined for a floor, which counts nothing */
  run(inputs: Inputs): Promise<Tally | undefined> | Tally;
}

/** Everything that the product counts: bins, quantiles, moments, unknown values, repeated calls, names of columns. */
function options(
  stored: StoredBins,
): FileOptions & { readonly terms: { readonly features: readonly string[] } } {
  const names = stored.features.map(({ name }) => name);
  return { bins: windowBins(stored), bucket: '1h', names, terms: { features: names } };
}

async function byKernel(inputs: Inputs, path: string, changes: Partial<FileOptions> = {}): Promise<Tally> {
  const { terms, ...rest } = options(readStoredBins(inputs.bins));
  const counter = createCaptureCounter({ ...rest, ...changes, readCall: readCallOf(terms) });
  await addCaptureFile(counter, path);
  return tallyOf(counter.finish());
}

/** In the order of the table. */
export const CONTENDERS: Readonly<Record<string, Contender>> = {
  gyre: { what: 'everything, one thread', run: (inputs) => byKernel(inputs, inputs.csv) },
  'gyre-scan': {
    what: 'bins and moments only, as the others count',
    run: (inputs) => byKernel(inputs, inputs.csv, { withQuantiles: false, idCapacity: 0 }),
  },
  'gyre-threads': {
    what: 'everything, two threads',
    run: async (inputs) => tallyOf(await countCaptureFile(inputs.csv, options(readStoredBins(inputs.bins)))),
  },
  'gyre-gzip': { what: 'everything, from .gz', form: 'gzip', run: (inputs) => byKernel(inputs, inputs.gzip) },
  'gyre-base64': {
    what: 'everything, bodies in base64',
    form: 'base64',
    run: (inputs) => byKernel(inputs, inputs.base64),
  },
  'gyre-plain': {
    what: 'everything by the slow path',
    mostRows: 1_000_000,
    run: async (inputs) => {
      const { terms, ...rest } = options(readStoredBins(inputs.bins));
      const counter = plainCaptureCounter({ ...rest, readCall: readCallOf(terms) });
      await addCaptureFile(counter, inputs.csv);
      return tallyOf(counter.finish());
    },
  },
  prototype: {
    what: 'bins only, plain JavaScript on bytes',
    run: ({ csv, bins }) => prototypeTally(csv, windowBins(readStoredBins(bins))),
  },
  naive: {
    what: 'bins only, JSON.parse and Number',
    run: ({ csv, bins }) => naiveTally(csv, windowBins(readStoredBins(bins))),
  },
  'gunzip-floor': {
    what: 'unpacks the .gz and counts nothing',
    form: 'gzip',
    run: async ({ gzip }) => {
      const unpacked = createGunzip({ chunkSize: 1 << 20 });
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      await pipeline(createReadStream(gzip, { highWaterMark: 1 << 18 }), unpacked, nowhere);
      return undefined;
    },
  },
};
