import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { TRAINING_METRICS } from './training-metrics.ts';

/** Formats that hold data and no code. Pickles are refused: loading one runs it. */
const MODEL_FILES = ['model.ubj', 'model.json', 'xgboost-model'];

/** Control characters, backslashes and bytes that are no UTF-8. */
const UNFIT = /[\u0000-\u001f\u007f\\\ufffd]/;

const LARGEST_METRICS_BYTES = 10_000;
const MOST_ENTRIES = 10_000;
const LARGEST_TOTAL_BYTES = 4 * 1024 ** 3;

export type ArtifactCheck =
  | {
      readonly isGood: true;
      readonly modelFile: string;
      readonly entries: number;
      /** Text of training-metrics.json, where the script left one. */
      readonly trainingMetrics?: string;
    }
  | { readonly isGood: false; readonly reason: string };

/**
 * Walks a model archive without writing anything: is it whole, harmless and does it hold a model?
 * A job can be Completed and have left an archive that is missing, empty or cut off.
 * @param bytes a model.tar.gz; read to its end, so that its checksum is checked as well
 * @throws whatever reading `bytes` throws: a connection that breaks says nothing about the archive
 */
export async function checkArtifact(bytes: AsyncIterable<Uint8Array>): Promise<ArtifactCheck> {
  const walker = extract();
  const reading: { failure?: Error } = {};
  const source = Readable.from(bytes).on('error', (error) => {
    reading.failure = error;
  });
  // A pipeline hands every failure on to the walker, where it ends the loop.
  pipeline(source, createGunzip(), walker, () => undefined);
  const seen = new Set<string>();
  let entries = 0;
  let total = 0;
  let modelFile: string | undefined;
  let trainingMetrics: string | undefined;
  try {
    for await (const entry of walker) {
      const { name, type, size } = entry.header;
      entries += 1;
      total += size;
      if (entries > MOST_ENTRIES || total > LARGEST_TOTAL_BYTES) return bad('the archive is too large');
      if (type !== 'file' && type !== 'directory')
        return bad(`entry ${entries} is a ${type}: only files may be in it`);
      const parts = name.split('/').filter((part) => part !== '' && part !== '.');
      if (name.startsWith('/') || name.startsWith('.//') || parts.includes('..'))
        return bad(`entry ${entries} leaves the folder`);
      if (UNFIT.test(name)) return bad(`entry ${entries} has a name that no file should have`);
      const path = parts.join('/');
      // Of two files of one name the container may take another than the one that was looked at.
      if (type === 'file' && seen.has(path)) return bad(`entry ${entries} comes twice`);
      if (type === 'file') seen.add(path);
      if (MODEL_FILES.includes(path) && size > 0) modelFile = path;
      if (path === TRAINING_METRICS && type === 'file' && size <= LARGEST_METRICS_BYTES)
        trainingMetrics = await textOf(entry as AsyncIterable<Uint8Array>);
      else entry.resume();
    }
  } catch (error) {
    if (reading.failure !== undefined) throw reading.failure;
    return bad(`the archive cannot be read: ${error instanceof Error ? error.message : 'unknown error'}`);
  }
  if (modelFile === undefined)
    return bad(`no model in it; the script must write one of ${MODEL_FILES.join(', ')}`);
  return { isGood: true, modelFile, entries, ...(trainingMetrics === undefined ? {} : { trainingMetrics }) };
}

async function textOf(entry: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of entry) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function bad(reason: string): ArtifactCheck {
  return { isGood: false, reason };
}
